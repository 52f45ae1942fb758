import { createHash } from "node:crypto";

/**
 * The key under which `{% cache timeout name a b %}` keeps its contents: delete it to make the
 * fragment anew. Django: `make_template_fragment_key()`, with the same keys.
 */
export function makeTemplateFragmentKey(name: string, varyOn: Iterable<unknown> = []): string {
  const hash = createHash("md5");
  for (const value of varyOn) hash.update(String(value)).update(":");
  return `template.cache.${name}.${hash.digest("hex")}`;
}
