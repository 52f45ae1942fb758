import { existsSync } from "node:fs";
import { join } from "node:path";

import { apps } from "../apps/index.ts";
import { settings } from "../conf/index.ts";
import { applyRange, Http404, type HttpRequest, type HttpResponseBase } from "../http/index.ts";
import { safeSegments, serve } from "../views/index.ts";
import { responseForException } from "./exception-response.ts";
import type { Handler } from "./handler.ts";

/** A folder with static files, and the path below `staticUrl` that it stands for. */
interface StaticFolder {
  readonly prefix: string;
  readonly folder: string;
}

/** `staticfilesDirs` first, then the `static` folders of the apps in their order. */
function staticFolders(): StaticFolder[] {
  const own = settings.staticfilesDirs.map((entry): StaticFolder => {
    if (typeof entry === "string") return { prefix: "", folder: entry };
    const [prefix, folder] = entry;
    return { prefix: `${prefix}/`, folder };
  });
  // A program may serve a site without apps.
  const configs = apps.appsReady ? apps.getAppConfigs() : [];
  const ofApps = configs.flatMap((app): StaticFolder[] => {
    const folder = app.folder("static");
    return folder === undefined ? [] : [{ prefix: "", folder }];
  });
  return [...own, ...ofApps];
}

/** The first folder that has the file, and the file's path in it. */
function findFile(path: string): { readonly folder: string; readonly path: string } | undefined {
  for (const { prefix, folder } of staticFolders()) {
    if (!path.startsWith(prefix)) continue;
    const rest = path.slice(prefix.length);
    const segments = safeSegments(rest);
    if (segments !== undefined && existsSync(join(folder, ...segments))) {
      return { folder, path: rest };
    }
  }
  return undefined;
}

async function answer(request: HttpRequest, path: string): Promise<HttpResponseBase> {
  try {
    const found = findFile(path);
    if (found === undefined) throw new Http404(`“${path}” could not be found`);
    const response = await serve(request, { path: found.path, documentRoot: found.folder });
    applyRange(request, response);
    return response;
  } catch (error) {
    return responseForException(request, error);
  }
}

/** Puts the static files of the apps and of `staticfilesDirs` before a site, for development. */
export function withStaticFiles(site: Handler): Handler {
  return (request) => {
    const { staticUrl } = settings;
    const isLocal = staticUrl !== null && /^\/(?!\/)/.test(staticUrl) && staticUrl !== "/";
    return isLocal && request.path.startsWith(staticUrl)
      ? answer(request, request.path.slice(staticUrl.length))
      : site(request);
  };
}
