import { settingOrDefault } from "../../conf/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library, type TagCompiler } from "../library.ts";
import { CallNode } from "../tags/value-tags.ts";
import { quote } from "../../utils/encoding.ts";
import { joinUrl } from "../../utils/url-split.ts";

/** Gives the address of a static file. */
export type StaticUrlSource = (path: string) => string | Promise<string>;

const sources: StaticUrlSource[] = [];

/** Tells where static files have their addresses, as storages with hashed names do. */
export function registerStaticUrlSource(source: StaticUrlSource): void {
  sources.push(source);
}

function prefix(name: "staticUrl" | "mediaUrl"): string {
  return settingOrDefault(name) ?? "";
}

/** So many addresses are kept. */
const MAX_KNOWN = 1_000;
let knownPrefix = "";
const known = new Map<string, string>();

/** The address of a file below the prefix, which pages ask for again and again. */
function urlBelow(staticUrl: string, path: string): string {
  if (staticUrl !== knownPrefix) {
    known.clear();
    knownPrefix = staticUrl;
  }
  let url = known.get(path);
  if (url === undefined) {
    url = joinUrl(staticUrl, quote(path));
    if (known.size < MAX_KNOWN) known.set(path, url);
  }
  return url;
}

/** The address of a static file. Django: `static()`. */
export function staticFileUrl(path: string): string | Promise<string> {
  const source = sources.at(-1);
  return source === undefined ? urlBelow(prefix("staticUrl"), path) : source(path);
}

/** Compiles `{% get_static_prefix [as name] %}` and its like. */
function prefixTag(tag: string, setting: "staticUrl" | "mediaUrl"): TagCompiler {
  return (_parser, token) => {
    const [, as, target, ...rest] = token.splitContents();
    if (as !== undefined && (as !== "as" || target === undefined || rest.length > 0)) {
      throw new TemplateSyntaxError(`{% ${tag} %} takes nothing but "as" and a name.`, {
        hint: `Write {% ${tag} %} or {% ${tag} as name %}.`,
      });
    }
    return new CallNode((code) => `${code.constant(prefix)}(${code.constant(setting)})`, target);
  };
}

/** `{% load static %}`. */
export const staticLibrary: Library = new Library()
  .simpleTag("static", (path: unknown) => staticFileUrl(String(path)), { required: 1 })
  .tag("get_static_prefix", prefixTag("get_static_prefix", "staticUrl"))
  .tag("get_media_prefix", prefixTag("get_media_prefix", "mediaUrl"));
