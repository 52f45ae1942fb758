import { settingOrDefault } from "../../conf/index.ts";
import { Library } from "../library.ts";
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

/** The address of a static file. Django: `static()`. */
export function staticFileUrl(path: string): string | Promise<string> {
  const source = sources.at(-1);
  return source === undefined ? joinUrl(prefix("staticUrl"), quote(path)) : source(path);
}

/** `{% load static %}`. */
export const staticLibrary: Library = new Library()
  .simpleTag("static", (path: unknown) => staticFileUrl(String(path)))
  .simpleTag("get_static_prefix", () => prefix("staticUrl"))
  .simpleTag("get_media_prefix", () => prefix("mediaUrl"));
