import { createHash } from "node:crypto";

/**
 * The key under which `{% cache timeout name a b %}` keeps its contents: delete it to make the
 * fragment anew. Django: `make_template_fragment_key()`, with the same keys.
 */
export function makeTemplateFragmentKey(name: string, varyOn: Iterable<unknown> = []): string {
  const hash = createHash("md5");
  for (const value of varyOn) hash.update(textOf(value)).update(":");
  return `template.cache.${name}.${hash.digest("hex")}`;
}

/** As Django writes what is no text, so that both delete the same fragments. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return "None";
  return typeof value === "boolean" ? (value ? "True" : "False") : String(value);
}
