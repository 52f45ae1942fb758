/** Characters of primary keys that mean something in an address. */
const SPECIAL = ':/_#?;@&=+$,"[]<>%\n\\';

const escapes = new Map(
  SPECIAL.split("").map((char): [string, string] => {
    const code = char.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0");
    return [char, `_${code}`];
  }),
);
const chars = new Map([...escapes].map(([char, escape]): [string, string] => [escape, char]));

/** A primary key as a part of an address of the admin; what is no text stays as it is. Django: `quote`. */
export function quote(key: unknown): unknown {
  if (typeof key !== "string") return key;
  return key.replaceAll(/[^]/g, (char) => escapes.get(char) ?? char);
}

/** The primary key that {@link quote} has made a part of an address. Django: `unquote`. */
export function unquote(part: string): string {
  return part.replaceAll(/_[0-9A-F]{2}/g, (escape) => chars.get(escape) ?? escape);
}
