// Plain JavaScript: it runs before anything is installed, on whatever Node the machine has.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

import { takeFolder } from "./exclusive.mjs";

export const root = path.resolve(
  import.meta.dirname ?? new URL("..", import.meta.url).pathname,
  "../..",
);

/**
 * What can be installed: all, or all but the frameworks and ORMs that the benchmarks compare with,
 * which are half a gigabyte that neither the demo nor the tests need.
 */
const SCOPES = {
  all: { marker: path.join(root, "node_modules", ".installed-for"), parameters: [] },
  withoutPeers: {
    marker: path.join(root, "node_modules", ".installed-without-peers-for"),
    parameters: [
      "--include-workspace-root",
      ...[...foldersIn("packages"), ...foldersIn("examples"), "conformance"].flatMap((name) => [
        "-w",
        name,
      ]),
    ],
  },
};

/** The Node that the repository brings along. */
export const node = path.join(root, "node_modules", "node", "bin", "node");

function foldersIn(parent) {
  return readdirSync(path.join(root, parent)).map((name) => `${parent}/${name}`);
}

function lockHash() {
  return createHash("sha256")
    .update(readFileSync(path.join(root, "package-lock.json")))
    .digest("hex");
}

function isInstalled(scope, hash) {
  const enough = scope === SCOPES.all ? [SCOPES.all] : [SCOPES.all, scope];
  return (
    existsSync(node) &&
    enough.some(({ marker }) => existsSync(marker) && readFileSync(marker, "utf8") === hash)
  );
}

/**
 * Runs `npm ci` unless what is installed is what the lock file says; `peers` also installs what the
 * benchmarks compare with. Ends the process when that fails.
 */
export function ensureInstalled({ peers = false } = {}) {
  const scope = peers ? SCOPES.all : SCOPES.withoutPeers;
  if (isInstalled(scope, lockHash())) return;
  // Two installations at once delete each other's files.
  const release = takeFolder(guard, {
    onWait: () => console.log("Waiting for another installation in this folder to end …"),
  });
  try {
    const hash = lockHash();
    if (!isInstalled(scope, hash)) install(scope, hash);
  } finally {
    release();
  }
}

const guard = path.join(root, ".installing");

function install({ marker, parameters }, hash) {
  console.log("Installing what the lock file names (npm ci) …");
  const { status } = spawnSync("npm", ["ci", "--loglevel=error", ...parameters], {
    cwd: root,
    stdio: "inherit",
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("npm ci failed; its message stands above. Mend that and run the command again.");
    rmSync(guard, { recursive: true, force: true });
    process.exit(status ?? 1);
  }
  writeFileSync(marker, hash);
}

/** Environment in which the repository's own Node and tools come first. */
export function projectEnvironment(extra = {}) {
  const bin = path.join(root, "node_modules", ".bin");
  return {
    ...process.env,
    PATH: `${path.dirname(node)}${path.delimiter}${bin}${path.delimiter}${process.env.PATH}`,
    ...extra,
  };
}
