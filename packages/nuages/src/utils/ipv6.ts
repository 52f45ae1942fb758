/** Longest text of an address: eight groups of four digits. */
const MAX_LENGTH = 39;
const GROUPS = 8;

/** The four numbers of a dotted address without leading zeros; `undefined` for anything else. */
export function parseIpv4(text: string): readonly number[] | undefined {
  if (text.length > 15) return undefined;
  const octets = text.split(".");
  const valid = octets.every(
    (octet) => /^(?:0|[1-9][0-9]{0,2})$/.test(octet) && Number(octet) <= 255,
  );
  return octets.length === 4 && valid ? octets.map(Number) : undefined;
}

/** Replaces a dotted address at the end by the two groups it stands for. */
function withoutDotted(parts: readonly string[]): string[] | undefined {
  const last = parts.at(-1) ?? "";
  if (!last.includes(".")) return [...parts];
  const octets = parseIpv4(last);
  if (octets === undefined) return undefined;
  const [a = 0, b = 0, c = 0, d = 0] = octets;
  return [...parts.slice(0, -1), ((a << 8) | b).toString(16), ((c << 8) | d).toString(16)];
}

function parseGroups(groups: readonly string[]): number[] | undefined {
  const valid = groups.every((group) => /^[0-9a-fA-F]{1,4}$/.test(group));
  return valid ? groups.map((group) => Number.parseInt(group, 16)) : undefined;
}

/**
 * The eight 16-bit groups of an IPv6 address; a zone (`%eth0`) is accepted and dropped.
 * `undefined` for anything else.
 */
export function parseIpv6(text: string, maxLength = MAX_LENGTH): readonly number[] | undefined {
  if (text.length > maxLength) return undefined;
  const [address = "", zone, ...more] = text.split("%");
  if (zone === "" || more.length > 0) return undefined;
  const halves = address.split("::");
  if (halves.length > 2) return undefined;
  const [head = "", tail] = halves;
  const headParts = head === "" ? [] : head.split(":");
  const tailParts = tail === undefined || tail === "" ? [] : tail.split(":");
  const all = withoutDotted([...headParts, ...tailParts]);
  const groups = all && parseGroups(all);
  if (groups === undefined) return undefined;
  if (tail === undefined) return groups.length === GROUPS ? groups : undefined;
  // A dotted address before the gap would have been found in the head.
  if (head.includes(".") || groups.length >= GROUPS) return undefined;
  const zeros = Array.from({ length: GROUPS - groups.length }, () => 0);
  return [...groups.slice(0, headParts.length), ...zeros, ...groups.slice(headParts.length)];
}

/** Whether a value is the text of an IPv6 address. Django: `is_valid_ipv6_address`. */
export function isValidIpv6Address(value: unknown): boolean {
  return typeof value === "string" && parseIpv6(value) !== undefined;
}

/** Start and length of the first longest run of zeros, if it has two groups or more. */
function longestZeros(groups: readonly number[]): {
  readonly start: number;
  readonly length: number;
} {
  let best = { start: 0, length: 1 };
  let length = 0;
  groups.forEach((group, index) => {
    length = group === 0 ? length + 1 : 0;
    if (length > best.length) best = { start: index - length + 1, length };
  });
  return best;
}

/** The shortest text of an address of eight groups: lower case, longest run of zeros as `::`. */
export function formatIpv6(groups: readonly number[]): string {
  const text = (part: readonly number[]): string =>
    part.map((group) => group.toString(16)).join(":");
  const { start, length } = longestZeros(groups);
  if (length < 2) return text(groups);
  return `${text(groups.slice(0, start))}::${text(groups.slice(start + length))}`;
}

/** How {@link normalizeIpv6} treats its input. */
export interface NormalizeIpv6Options {
  /** Give `::ffff:1.2.3.4` as `1.2.3.4`. Default: false. */
  readonly unpackIpv4?: boolean;
  /** Longest text that is read. Default: 39 characters. */
  readonly maxLength?: number;
}

/** The normal form of an IPv6 address; IPv4-mapped ones keep their dots. `undefined` for anything else. */
export function normalizeIpv6(
  text: string,
  { unpackIpv4 = false, maxLength = MAX_LENGTH }: NormalizeIpv6Options = {},
): string | undefined {
  const groups = parseIpv6(text, maxLength);
  if (groups === undefined) return undefined;
  const mapped = groups.slice(0, 5).every((group) => group === 0) && groups[5] === 0xffff;
  if (!mapped) return formatIpv6(groups);
  const [high = 0, low = 0] = groups.slice(6);
  const dotted = [high >> 8, high & 255, low >> 8, low & 255].join(".");
  return unpackIpv4 ? dotted : `::ffff:${dotted}`;
}
