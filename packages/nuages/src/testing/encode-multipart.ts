import { UploadedFile } from "../http/index.ts";
import { isIterable } from "../utils/iterables.ts";
import type { QueryInput } from "../utils/http.ts";

/** The boundary of the client's forms. */
export const BOUNDARY = "BoUnDaRyStRiNg";
/** The content type of the client's forms. Django: `MULTIPART_CONTENT`. */
export const MULTIPART_CONTENT = `multipart/form-data; boundary=${BOUNDARY}`;

function pairsOf(data: QueryInput): Iterable<readonly [string, unknown]> {
  if ("lists" in data && typeof data.lists === "function") {
    return data.lists() as Iterable<readonly [string, unknown]>;
  }
  return isIterable(data) ? (data as Iterable<readonly [string, unknown]>) : Object.entries(data);
}

/** A name between quotes, as browsers write it. */
function quoted(name: string): string {
  return name.replaceAll('"', "%22").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function* valuesOf(data: QueryInput): Generator<[string, unknown]> {
  for (const [name, value] of pairsOf(data)) {
    if (value === null || value === undefined) {
      throw new TypeError(
        `Cannot encode null for key '${name}' as POST data. Did you mean to pass an empty string or omit the value?`,
      );
    }
    const isList = isIterable(value) && !(value instanceof UploadedFile);
    for (const item of isList ? value : [value]) yield [name, item];
  }
}

/**
 * The bytes of a form with its files, as a browser sends them. Django: `encode_multipart`.
 *
 * @throws TypeError when a value is null or undefined
 */
export function encodeMultipart(data: QueryInput): AsyncIterable<Buffer> {
  return encodeValues([...valuesOf(data)]);
}

async function* encodeValues(values: readonly [string, unknown][]): AsyncGenerator<Buffer> {
  for (const [name, value] of values) {
    const disposition = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quoted(name)}"`;
    if (value instanceof UploadedFile) {
      yield Buffer.from(
        `${disposition}; filename="${quoted(value.name)}"\r\nContent-Type: ${value.contentType}\r\n\r\n`,
      );
      yield* value.chunks();
      yield Buffer.from("\r\n");
    } else yield Buffer.from(`${disposition}\r\n\r\n${String(value)}\r\n`);
  }
  yield Buffer.from(`--${BOUNDARY}--\r\n`);
}
