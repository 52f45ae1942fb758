import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import path from "node:path";
import { promisify } from "node:util";

import {
  buildPackages,
  publishedManifest,
  publishFolder,
} from "../../scripts/lib/build-packages.ts";
import type { Manifest } from "../../scripts/lib/packages.ts";

const run = promisify(execFile);

interface Tarball {
  readonly manifest: Manifest;
  readonly data: Uint8Array;
}

/** Builds and packs every package into `folder`. */
async function packAll(folder: string): Promise<Map<string, Tarball>> {
  const tarballs = new Map<string, Tarball>();
  for (const unit of await buildPackages()) {
    const { stdout } = await run("npm", ["pack", "--pack-destination", folder, "--json"], {
      cwd: publishFolder(unit),
    });
    const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
    const manifest = publishedManifest(unit.manifest);
    tarballs.set(manifest.name, { manifest, data: await readFile(path.join(folder, filename)) });
  }
  return tarballs;
}

/** What a registry says of a package that has one version. */
function packument({ manifest, data }: Tarball, origin: string): object {
  const { name, version } = manifest;
  const dist = {
    tarball: `${origin}/${name}/-/${name}-${version}.tgz`,
    integrity: `sha512-${createHash("sha512").update(data).digest("base64")}`,
    shasum: createHash("sha1").update(data).digest("hex"),
  };
  return {
    name,
    "dist-tags": { latest: version },
    versions: { [version]: { ...manifest, dist } },
    time: { [version]: "2026-01-01T00:00:00.000Z" },
  };
}

/** A registry on this machine that has our packages as they would be published. */
export interface LocalRegistry extends AsyncDisposable {
  readonly url: string;
}

/**
 * Packs our packages into `folder` and serves them as a registry does; for all others it leads to
 * the registry that npm is set up with.
 */
export async function startRegistry(folder: string): Promise<LocalRegistry> {
  const tarballs = await packAll(folder);
  const { stdout } = await run("npm", ["config", "get", "registry"]);
  const upstream = stdout.trim().replace(/\/$/, "");
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? "/", origin);
    const [name = "", dash] = pathname.slice(1).split("/");
    const own = tarballs.get(name);
    if (own === undefined) response.writeHead(302, { location: upstream + pathname }).end();
    else if (dash === "-") response.end(own.data);
    else response.end(JSON.stringify(packument(own, origin)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: origin,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
