/** One entry of an `Accept-Encoding` header: `br;q=0.5`. */
const ENTRY = /^\s*([\w!#$%&'+.^`|~*-]+)\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?)\s*)?$/i;
/** More entries than any client sends. */
const MAX_ENTRIES = 50;

function weights(header: string): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const entry of header.split(",", MAX_ENTRIES)) {
    const match = ENTRY.exec(entry);
    if (match === null) continue;
    const name = (match[1] ?? "").toLowerCase();
    found.set(name === "x-gzip" ? "gzip" : name, Math.min(1, Number(match[2] ?? 1)));
  }
  return found;
}

/**
 * The encoding that the client likes best, of those offered; what it likes alike is taken in the order of
 * the offer. `undefined` when it takes none, or would rather have the plain bytes (RFC 9110 §12.5.3).
 */
export function chooseEncoding<Name extends string>(
  header: string,
  offered: readonly Name[],
): Name | undefined {
  const wanted = weights(header);
  const rest = wanted.get("*") ?? 0;
  let best: { readonly name: Name; readonly weight: number } | undefined;
  for (const name of offered) {
    const weight = wanted.get(name) ?? rest;
    if (weight > (best?.weight ?? 0)) best = { name, weight };
  }
  return best === undefined || best.weight < (wanted.get("identity") ?? 0) ? undefined : best.name;
}
