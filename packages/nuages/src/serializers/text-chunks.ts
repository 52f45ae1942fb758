import { DeserializationError } from "./errors.ts";

/** Data to read objects of: a text, bytes in UTF-8, or either in pieces, such as a file's stream. */
export type SerializedData = string | Uint8Array | AsyncIterable<string | Uint8Array>;

/** The texts of data, in the pieces in which it comes. @throws DeserializationError for bytes that are no UTF-8 */
export async function* textChunks(data: SerializedData, source: string): AsyncGenerator<string> {
  if (typeof data === "string") {
    yield data;
    return;
  }
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const decode = (bytes?: Uint8Array): string => {
    try {
      return bytes === undefined ? decoder.decode() : decoder.decode(bytes, { stream: true });
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      throw DeserializationError.syntax(source, { format: "UTF-8", cause: error });
    }
  };
  if (data instanceof Uint8Array) {
    yield decode(data);
  } else {
    for await (const chunk of data) yield typeof chunk === "string" ? chunk : decode(chunk);
  }
  yield decode();
}
