#!/usr/bin/env node
const { node } = process.versions;
if (Number.parseInt(node, 10) < 24) {
  process.stderr.write(
    `Nuages needs Node 24 or newer; this is Node ${node}.\n  Install a newer one: https://nodejs.org\n`,
  );
  process.exitCode = 1;
} else {
  const { main } = await import("create-nuages");
  await main(process.argv.slice(2));
}
