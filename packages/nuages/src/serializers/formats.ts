import { settings } from "../conf/index.ts";
import { SerializerDoesNotExist } from "./errors.ts";
import type { SerializationFormat } from "./formats/format.ts";

type Loader = () => Promise<SerializationFormat>;

/** The framework's own formats; each is loaded when it is used. */
const builtins = new Map<string, Loader>([
  ["json", async () => (await import("./formats/json.ts")).json],
  ["jsonl", async () => (await import("./formats/json.ts")).jsonl],
  ["xml", async () => (await import("./formats/xml.ts")).xml],
  ["yaml", async () => (await import("./formats/yaml.ts")).yaml],
]);

/** Other endings under which files of a format go. */
const ALIASES = new Map([["yml", "yaml"]]);

const registered = new Map<string, SerializationFormat>();

/**
 * Adds a format for this process; one of the same name is replaced. Formats of a project stand in the
 * setting `serializationModules`, which wins. Django: `register_serializer()`.
 */
export function registerSerializer(name: string, format: SerializationFormat): void {
  registered.set(name, format);
}

/** Takes back {@link registerSerializer}. Django: `unregister_serializer()`. */
export function unregisterSerializer(name: string): void {
  registered.delete(name);
}

/** Names of the formats of text. Django: `get_public_serializer_formats()`. */
export function serializerFormats(): string[] {
  const own = [...registered.keys(), ...Object.keys(settings.serializationModules)];
  return [...new Set([...builtins.keys(), ...own])];
}

/** Endings of files that a format can be told by. */
export function serializerEndings(): string[] {
  return [...serializerFormats(), ...ALIASES.keys()];
}

/**
 * The format of that name, or of files with that ending. Django: `get_serializer()`.
 *
 * @throws SerializerDoesNotExist when there is none, or its package is not installed
 */
export async function getSerializer(name: string): Promise<SerializationFormat> {
  const format = ALIASES.get(name) ?? name;
  const modules = settings.serializationModules;
  const own = Object.hasOwn(modules, format) ? modules[format] : registered.get(format);
  if (own !== undefined) return own;
  const load = builtins.get(format);
  if (load === undefined) throw SerializerDoesNotExist.format(name, serializerFormats());
  return load();
}
