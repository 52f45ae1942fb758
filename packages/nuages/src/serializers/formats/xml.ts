import { SerializationError } from "../errors.ts";
import type { NaturalKey } from "../natural-keys.ts";
import { readXml, XmlField } from "../read-xml.ts";
import type { SerializedField, SerializedRecord } from "../serialized-record.ts";
import type { SerializationFormat } from "./format.ts";

/** Elements `<object model pk>` with a `<field>` each. */
export const xml: SerializationFormat = {
  async *write(records, { indent }) {
    const line = (level: number): string =>
      indent === undefined ? "" : `\n${" ".repeat(indent * level)}`;
    yield '<?xml version="1.0" encoding="utf-8"?>\n<django-objects version="1.0">';
    for await (const record of records) yield objectText(record, line);
    yield `${line(0)}</django-objects>`;
  },
  read: readXml,
  decode: (raw, field) => (raw instanceof XmlField ? raw.valueFor(field) : raw),
};

type Line = (level: number) => string;

function objectText(record: SerializedRecord, line: Line): string {
  const { pk } = record;
  const attributes: Record<string, string> = { model: record.model };
  if (record.hasKey && pk !== null) attributes["pk"] = keyText(pk);
  const open = startTag("object", attributes);
  const fields = record.fields.map((entry) => line(2) + fieldText(record, entry));
  return `${line(1)}${open}${fields.join("")}${line(1)}</object>`;
}

function keyText(pk: unknown): string {
  return Array.isArray(pk) ? JSON.stringify(pk) : String(pk);
}

const RELATION_NAMES = {
  foreignKey: "ManyToOneRel",
  oneToOne: "OneToOneRel",
  manyToMany: "ManyToManyRel",
  generic: "GenericRel",
} as const;

function fieldText(record: SerializedRecord, entry: SerializedField): string {
  const { field, name } = entry;
  const { relation } = field;
  const attributes: Record<string, string> =
    relation === undefined
      ? { name, type: field.getInternalType() }
      : { name, rel: RELATION_NAMES[relation.kind], to: relation.target.labelLower };
  return `${startTag("field", attributes)}${contentText(record, entry)}</field>`;
}

const NONE = "<None></None>";

function contentText(record: SerializedRecord, entry: SerializedField): string {
  const characters = (value: unknown): string => escapedText(String(value), record, entry);
  const natural = (key: NaturalKey): string =>
    key.map((part) => `<natural>${characters(part)}</natural>`).join("");
  if (entry.kind === "toMany") {
    const objects = entry.keys.map(({ pk, naturalKey }) =>
      naturalKey === undefined
        ? `${startTag("object", { pk: String(pk) })}</object>`
        : `<object>${natural(naturalKey)}</object>`,
    );
    return objects.join("");
  }
  const value = entry.field.valueFromObject(record.instance);
  if (value === null || value === undefined) return NONE;
  if (entry.kind === "toOne" && entry.naturalKey !== undefined) {
    return entry.naturalKey === null ? NONE : natural(entry.naturalKey);
  }
  return characters(entry.field.valueToString(record.instance));
}

// oxlint-disable-next-line no-control-regex -- the characters that XML 1.0 forbids
const FORBIDDEN = /[\u0000-\u0008\u000B\u000C\u000E-\u001F]/u;

function escapedText(text: string, record: SerializedRecord, { field }: SerializedField): string {
  if (FORBIDDEN.test(text)) {
    throw SerializationError.controlCharacters(record.meta.name, field.name, record.pk);
  }
  return escaped(text);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll(">", "&gt;").replaceAll("<", "&lt;");
}

function startTag(name: string, attributes: Readonly<Record<string, string>>): string {
  const parts = Object.entries(attributes).map(([key, value]) => ` ${key}=${quoted(value)}`);
  return `<${name}${parts.join("")}>`;
}

function quoted(value: string): string {
  const text = escaped(value)
    .replaceAll("\n", "&#10;")
    .replaceAll("\r", "&#13;")
    .replaceAll("\t", "&#9;");
  if (!text.includes('"')) return `"${text}"`;
  return text.includes("'") ? `"${text.replaceAll('"', "&quot;")}"` : `'${text}'`;
}
