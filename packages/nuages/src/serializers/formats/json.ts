import { Float, type JsonLayout, jsonText } from "../json-text.ts";
import { readJsonArray, readJsonLines } from "../read-json.ts";
import type { SerializedRecord } from "../serialized-record.ts";
import type { SerializationFormat } from "./format.ts";

/** One array of all objects. */
export const json: SerializationFormat = {
  async *write(records, { indent }) {
    const layout: JsonLayout = { indent, comma: ", " };
    const isIndented = indent !== undefined && indent > 0;
    const separator = isIndented ? ",\n" : ", ";
    let isFirst = true;
    yield "[";
    for await (const record of records) {
      const before = isFirst ? (isIndented ? "\n" : "") : separator;
      yield before + recordText(record, isIndented ? layout : { comma: ", " });
      isFirst = false;
    }
    yield isIndented ? "\n]\n" : "]";
  },
  read: readJsonArray,
};

/** An object a line. */
export const jsonl: SerializationFormat = {
  async *write(records) {
    for await (const record of records) yield `${recordText(record, { comma: "," })}\n`;
  },
  read: readJsonLines,
};

function recordText(record: SerializedRecord, layout: JsonLayout): string {
  const fields: Record<string, unknown> = {};
  for (const entry of record.fields) {
    const value = record.valueOf(entry);
    const isFloat = entry.field.kind === "float" && typeof value === "number";
    fields[entry.name] = isFloat ? new Float(value) : value;
  }
  const key = record.hasKey ? { pk: record.pk } : {};
  return jsonText({ model: record.model, ...key, fields }, layout);
}
