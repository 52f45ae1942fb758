import { domainToASCII } from "node:url";

const ALWAYS_SAFE = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-~";
const tables = new Map<string, readonly string[]>();

/** For every byte what stands for it in a quoted text: itself when it is safe, else `%XX`. */
function tableOf(safe: string): readonly string[] {
  let table = tables.get(safe);
  if (table === undefined) {
    table = Array.from({ length: 256 }, (_, byte) => {
      const char = String.fromCharCode(byte);
      const isSafe = byte < 128 && (ALWAYS_SAFE.includes(char) || safe.includes(char));
      return isSafe ? char : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    });
    // The callers' sets of safe characters are a handful of constants; a foreign one is not kept.
    if (tables.size < 32) tables.set(safe, table);
  }
  return table;
}

/**
 * Percent-encodes every byte of the UTF-8 form of `text` but letters, digits, `_.-~` and the
 * characters of `safe`. Python: `urllib.parse.quote`.
 */
export function quote(text: string, safe = "/"): string {
  const table = tableOf(safe);
  let clean = true;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code > 127 || table[code]?.length !== 1) {
      clean = false;
      break;
    }
  }
  if (clean) return text;
  let quoted = "";
  for (const byte of Buffer.from(text, "utf8")) quoted += table[byte] ?? "";
  return quoted;
}

/** {@link quote} for a query string: spaces become `+`. Python: `urllib.parse.quote_plus`. */
export function quotePlus(text: string, safe = ""): string {
  return text.includes(" ") ? quote(text, `${safe} `).replaceAll(" ", "+") : quote(text, safe);
}

/** The value of a hexadecimal digit, or -1. */
function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) return code - 48;
  if (code >= 65 && code <= 70) return code - 55;
  if (code >= 97 && code <= 102) return code - 87;
  return -1;
}

/**
 * Decodes `%XX` to bytes; what is no valid escape stays as it is. Never throws.
 * Python: `urllib.parse.unquote_to_bytes`.
 */
export function unquoteToBytes(text: string): Buffer {
  const bytes = Buffer.from(text, "utf8");
  let write = bytes.indexOf(37);
  if (write < 0) return bytes;
  for (let read = write; read < bytes.length; read += 1, write += 1) {
    const byte = bytes[read] ?? 0;
    bytes[write] = byte;
    if (byte !== 37) continue;
    const high = hexDigit(bytes[read + 1] ?? 0);
    const low = hexDigit(bytes[read + 2] ?? 0);
    if (high < 0 || low < 0) continue;
    bytes[write] = high * 16 + low;
    read += 2;
  }
  return bytes.subarray(0, write);
}

/**
 * Decodes `%XX` to text; bytes that are not valid in `encoding` become U+FFFD. Never throws.
 * Python: `urllib.parse.unquote`.
 */
export function unquote(text: string, encoding = "utf-8"): string {
  if (!text.includes("%")) return text;
  return decodeBytes(unquoteToBytes(text), encoding);
}

/**
 * Decodes bytes as `encoding` (a label of the Encoding Standard such as `utf-8` or `iso-8859-15`);
 * invalid bytes become U+FFFD.
 *
 * @throws RangeError when the encoding is unknown.
 */
export function decodeBytes(bytes: Uint8Array, encoding = "utf-8"): string {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (isUtf8(encoding)) return buffer.toString("utf8");
  // WHATWG's latin1 is windows-1252; Python's is the plain one.
  if (/^(?:latin-?1|iso-?8859-1|l1)$/i.test(encoding)) return buffer.toString("latin1");
  return new TextDecoder(encoding, { ignoreBOM: true }).decode(buffer);
}

function isUtf8(encoding: string): boolean {
  return encoding === "utf-8" || /^utf-?8$/i.test(encoding);
}

/** Whether {@link decodeBytes} knows the encoding. */
export function isKnownEncoding(encoding: string): boolean {
  if (isUtf8(encoding) || /^(?:latin-?1|iso-?8859-1|l1)$/i.test(encoding)) return true;
  try {
    return new TextDecoder(encoding).encoding !== "";
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/**
 * Encodes the non-ASCII part of an address; what may stand in a URI, `%` too, stays, so that doing
 * it twice changes nothing. Django: `iri_to_uri`.
 */
export function iriToUri(iri: string): string {
  return quote(iri, "/#%[]=:;$&()+,!?*@'~");
}

/** Escapes what would end the path part of an address: `?`, `#`, `%`, `;`, `=` … Django: `escape_uri_path`. */
export function escapeUriPath(path: string): string {
  return quote(path, "/:@&+$,-_.!~*'()");
}

/** A file's path as the path of an address; backslashes become slashes. Django: `filepath_to_uri`. */
export function filepathToUri(path: string): string {
  return quote(path.replaceAll("\\", "/"), "/~!*()'");
}

/** Whether uriToIri shows the byte: beyond ASCII, or never of meaning in an address. */
function isReadable(byte: number): boolean {
  return byte >= 128 || ALWAYS_SAFE.includes(String.fromCharCode(byte));
}

/**
 * The readable form of an address: decodes escapes of letters, digits, `-._~` and valid UTF-8, leaves
 * reserved characters and broken bytes escaped. Linear, never throws. Django: `uri_to_iri`.
 */
export function uriToIri(uri: string): string {
  const source = Buffer.from(uri, "utf8");
  const bytes = Buffer.alloc(source.length);
  let write = 0;
  for (let read = 0; read < source.length; read += 1) {
    const high = source[read] === 37 ? hexDigit(source[read + 1] ?? 0) : -1;
    const low = high < 0 ? -1 : hexDigit(source[read + 2] ?? 0);
    const decoded = low < 0 ? -1 : high * 16 + low;
    if (decoded >= 0 && isReadable(decoded)) {
      bytes[write] = decoded;
      read += 2;
    } else bytes[write] = source[read] ?? 0;
    write += 1;
  }
  return repercentBrokenUnicode(bytes.subarray(0, write));
}

/** Length of the valid UTF-8 sequence that starts at `at`, or 0. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const lead = bytes[at] ?? 0;
  if (lead < 128) return 1;
  const length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4 || at + length > bytes.length) return 0;
  const second = bytes[at + 1] ?? 0;
  const lowest = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const highest = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < lowest || second > highest) return 0;
  for (let index = at + 2; index < at + length; index += 1) {
    if (((bytes[index] ?? 0) & 0xc0) !== 0x80) return 0;
  }
  return length;
}

/** Decodes UTF-8; bytes that are no part of it become `%XX`. Linear. Django: `repercent_broken_unicode`. */
export function repercentBrokenUnicode(bytes: Uint8Array): string {
  let text = "";
  let start = 0;
  let at = 0;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  while (at < buffer.length) {
    const length = sequenceLength(buffer, at);
    if (length > 0) {
      at += length;
      continue;
    }
    const broken = (buffer[at] ?? 0).toString(16).toUpperCase().padStart(2, "0");
    text += `${buffer.toString("utf8", start, at)}%${broken}`;
    at += 1;
    start = at;
  }
  return text + buffer.toString("utf8", start);
}

/** A domain name in the ASCII form that the network uses. Django: `punycode`. */
export function punycode(domain: string): string {
  return domainToASCII(domain);
}
