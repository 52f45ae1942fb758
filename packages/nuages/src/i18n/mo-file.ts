import { type CatalogMessage, MessageCatalog } from "./message-catalog.ts";
import { InvalidCatalog, ruleOfHeader } from "./po-file.ts";

const MAGIC = 0x950412de;
const HINT = "Compile it again from its .po file.";

/**
 * Reads a compiled catalog (`.mo`), of either byte order.
 *
 * @throws InvalidCatalog when the bytes are none.
 */
export function parseMo(bytes: Uint8Array, file = "catalog.mo"): MessageCatalog {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const isLittle = bytes.length >= 20 && view.getUint32(0, true) === MAGIC;
  if (!isLittle && (bytes.length < 20 || view.getUint32(0, false) !== MAGIC)) {
    throw new InvalidCatalog(file, "it is no compiled catalog", HINT);
  }
  const number = (at: number): number => {
    if (at + 4 > bytes.length) throw new InvalidCatalog(file, "it is cut off", HINT);
    return view.getUint32(at, isLittle);
  };
  const decoder = new TextDecoder();
  const text = (table: number, index: number): string => {
    const length = number(table + index * 8);
    const start = number(table + index * 8 + 4);
    if (start + length > bytes.length) throw new InvalidCatalog(file, "it is cut off", HINT);
    return decoder.decode(bytes.subarray(start, start + length));
  };
  const count = number(8);
  const messages: CatalogMessage[] = [];
  let header = "";
  for (let index = 0; index < count; index += 1) {
    const source = text(number(12), index);
    const translation = text(number(16), index);
    if (source === "") header = translation;
    else messages.push(messageOf(source, translation));
  }
  return new MessageCatalog(messages, ruleOfHeader(header));
}

function messageOf(source: string, translation: string): CatalogMessage {
  const [singular = ""] = source.split("\0");
  const [before = "", after] = singular.split("\u0004");
  const texts = translation.split("\0");
  return after === undefined ? { id: before, texts } : { context: before, id: after, texts };
}
