import { readdir, realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";

import { settings } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import {
  FileResponse,
  Http404,
  type HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  HttpResponseNotModified,
  HttpResponseRedirect,
} from "../http/index.ts";
import { path, type Route } from "../urls/index.ts";
import { splitUrl } from "../utils/url-split.ts";
import { httpDate, parseHttpDateSafe } from "../utils/http.ts";
import { escapeText } from "../utils/escape.ts";
import { quote } from "../utils/encoding.ts";

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Path below the folder, decoded. */
  readonly path: string;
  /** The folder that is served. */
  readonly documentRoot: string;
  /** Whether folders are listed. Default: false. */
  readonly showIndexes?: boolean;
}

/** The segments of a path, or `undefined` when it could lead out of a folder on any platform. */
export function safeSegments(path: string): string[] | undefined {
  const segments = path.split("/").filter((segment) => segment !== "" && segment !== ".");
  const isDangerous = segments.some(
    (segment) =>
      segment === ".." ||
      segment.startsWith(".") ||
      /[\u0000-\u001f\\:]/.test(segment) ||
      /[. ]$/.test(segment),
  );
  return isDangerous ? undefined : segments;
}

/** The file, when it lies in the folder also after its links are followed. */
async function locate(root: string, segments: readonly string[]): Promise<string> {
  const missing = new Http404(`“${segments.join("/")}” does not exist`);
  try {
    const folder = await realpath(root);
    const file = await realpath(join(folder, ...segments));
    if (file !== folder && !file.startsWith(folder + sep)) throw missing;
    return file;
  } catch (error) {
    if (error instanceof Http404) throw error;
    throw missing;
  }
}

/**
 * Sends a file of a folder, for development: hidden files and what lies outside are not there (404).
 * Knows `If-Modified-Since`. Django: `django.views.static.serve`.
 *
 * @throws Http404 when there is no such file
 */
export async function serve(
  request: HttpRequest,
  { path, documentRoot, showIndexes = false }: ServeOptions,
): Promise<HttpResponseBase> {
  const segments = safeSegments(path);
  if (segments === undefined) throw new Http404("There is no such file.");
  const file = await locate(documentRoot, segments);
  const facts = await stat(file);
  if (facts.isDirectory()) {
    if (!showIndexes) throw new Http404("Directory indexes are not allowed here.");
    return directoryIndex(request, file, segments);
  }
  if (!facts.isFile()) throw new Http404("There is no such file.");
  const modified = Math.floor(facts.mtimeMs / 1000);
  const since = parseHttpDateSafe(request.headers.get("If-Modified-Since"));
  if (since !== undefined && modified <= since) return new HttpResponseNotModified();
  const response = FileResponse.open(file);
  response.headers.set("Last-Modified", httpDate(modified));
  return response;
}

/** Options of {@link staticPatterns}. */
export interface StaticPatternsOptions {
  /** The folder that is served. */
  readonly documentRoot: string;
  /** Whether folders are listed. Default: false. */
  readonly showIndexes?: boolean;
}

/**
 * Patterns that serve a folder in development: none when debug is off, or the prefix is an address of
 * another host. Django: `static()`, whose name is a word of the language here.
 *
 * @throws ImproperlyConfigured when the prefix is empty
 * @example
 * export const urlpatterns = [
 *   path("", index),
 *   ...staticPatterns(settings.mediaUrl, { documentRoot: settings.mediaRoot }),
 * ];
 */
export function staticPatterns(
  prefix: string,
  { documentRoot, showIndexes = false }: StaticPatternsOptions,
): Route<string, string, never>[] {
  if (prefix === "") throw new ImproperlyConfigured("Empty static prefix not permitted.");
  if (!settings.debug || splitUrl(prefix).netloc !== "" || splitUrl(prefix).scheme !== "")
    return [];
  const route = `${prefix.replace(/^\/+/, "").replace(/\/+$/, "")}/<path:path>` as const;
  const view = (
    request: HttpRequest,
    { path: file }: { path: string },
  ): Promise<HttpResponseBase> => serve(request, { path: file, documentRoot, showIndexes });
  return [path(route, view)];
}

async function directoryIndex(
  request: HttpRequest,
  folder: string,
  segments: readonly string[],
): Promise<HttpResponseBase> {
  if (!request.path.endsWith("/")) {
    return new HttpResponseRedirect(request.getFullPath({ forceAppendSlash: true }));
  }
  const entries = await readdir(folder, { withFileTypes: true });
  const items = entries
    .filter(({ name }) => !name.startsWith("."))
    .map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name))
    .sort()
    .map((name) => `<li><a href="${escapeText(quote(name, "/"))}">${escapeText(name)}</a></li>`);
  const title = `Index of ${segments.length === 0 ? "/" : `${segments.join("/")}/`}`;
  const up = segments.length === 0 ? "" : '<li><a href="../">../</a></li>';
  return new HttpResponse(
    `<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>${escapeText(title)}</title></head>` +
      `<body><h1>${escapeText(title)}</h1><ul>${up}${items.join("\n")}</ul></body></html>\n`,
  );
}
