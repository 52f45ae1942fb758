/** The five parts of an address. Python: `urllib.parse.SplitResult`. */
export interface SplitUrl {
  readonly scheme: string;
  /** User, host and port. */
  readonly netloc: string;
  readonly path: string;
  readonly query: string;
  readonly fragment: string;
}

/**
 * Splits an address at its delimiters and changes nothing else: unlike `new URL` it folds no dots and
 * rewrites no host. Leading control characters and spaces, and tab and line breaks anywhere, are
 * dropped, as browsers do.
 *
 * @throws RangeError when the brackets of an IPv6 host are out of order.
 */
export function splitUrl(address: string): SplitUrl {
  let rest = address.replace(/^[\u0000-\u0020]+/, "").replaceAll(/[\t\r\n]/g, "");
  let scheme = "";
  const named = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(rest);
  if (named?.[1] !== undefined) {
    scheme = named[1].toLowerCase();
    rest = rest.slice(named[0].length);
  }
  let netloc = "";
  if (rest.startsWith("//")) {
    const end = rest.slice(2).search(/[/?#]/);
    netloc = end < 0 ? rest.slice(2) : rest.slice(2, 2 + end);
    rest = end < 0 ? "" : rest.slice(2 + end);
    checkNetloc(netloc);
  }
  const [beforeFragment, fragment] = cut(rest, "#");
  const [path, query] = cut(beforeFragment, "?");
  return { scheme, netloc, path, query, fragment };
}

function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function checkNetloc(netloc: string): void {
  const open = netloc.indexOf("[");
  const close = netloc.indexOf("]");
  if (open < 0 && close < 0) return;
  const host = netloc.slice(netloc.lastIndexOf("@") + 1);
  if (!/^\[[^[\]]+\](?::.*)?$/.test(host)) throw new RangeError("Invalid IPv6 URL");
  const inner = host.slice(1, host.indexOf("]"));
  if (!/^(?:[0-9a-f:.]+(?:%.+)?|v[0-9a-f]+\..+)$/i.test(inner)) {
    throw new RangeError("Invalid IPv6 URL");
  }
}

/** Puts the parts of an address together again. */
export function unsplitUrl({ scheme, netloc, path, query, fragment }: SplitUrl): string {
  let address = path;
  if (netloc !== "") {
    address = `//${netloc}${path !== "" && !path.startsWith("/") ? "/" : ""}${path}`;
  } else if (path.startsWith("//")) address = `//${path}`;
  if (scheme !== "") address = `${scheme}:${address}`;
  if (query !== "") address = `${address}?${query}`;
  return fragment === "" ? address : `${address}#${fragment}`;
}

/** The path with `.` and `..` segments taken out (RFC 3986 §5.2.4). */
function foldDots(segments: readonly string[]): string {
  const folded: string[] = [];
  for (const segment of segments) {
    if (segment === "..") folded.pop();
    else if (segment !== ".") folded.push(segment);
  }
  const last = segments.at(-1);
  if (last === "." || last === "..") folded.push("");
  return folded.join("/") || "/";
}

/** The address that `reference` means on the page `base`. Python: `urllib.parse.urljoin`. */
export function joinUrl(base: string, reference: string): string {
  if (base === "") return reference;
  if (reference === "") return base;
  const from = splitUrl(base);
  const to = splitUrl(reference);
  const scheme = to.scheme || from.scheme;
  if (scheme !== from.scheme) return reference;
  if (to.netloc !== "") return unsplitUrl({ ...to, scheme });
  const netloc = from.netloc;
  if (to.path === "") {
    return unsplitUrl({ ...to, scheme, netloc, path: from.path, query: to.query || from.query });
  }
  const baseSegments = from.path.split("/");
  if (baseSegments.at(-1) !== "") baseSegments.pop();
  const segments = to.path.startsWith("/")
    ? to.path.split("/")
    : [...baseSegments, ...to.path.split("/")];
  // Empty segments in the middle come from the join, not from the author.
  const kept = segments.filter(
    (segment, index) => segment !== "" || index === 0 || index === segments.length - 1,
  );
  return unsplitUrl({ ...to, scheme, netloc, path: foldDots(kept) });
}
