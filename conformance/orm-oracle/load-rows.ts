import { readFile } from "node:fs/promises";
import path from "node:path";

import type { FieldForm, ModelForm, Schema } from "./schema.ts";

/** How values of the oracle are written on a server. */
export interface ValueWriter {
  moment(iso: string): unknown;
  duration(microseconds: string): unknown;
  uuid(text: string): unknown;
}

export interface Insert {
  readonly table: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

export interface Update {
  readonly table: string;
  readonly column: string;
  readonly key: string;
  readonly rows: readonly (readonly [key: unknown, value: unknown])[];
}

interface Entry {
  readonly model?: string;
  readonly fields?: readonly string[];
  readonly m2m?: string;
  readonly from?: string;
  readonly to?: string;
  readonly update?: string;
  readonly field?: string;
  readonly rows: readonly (readonly unknown[])[];
}

function value(given: unknown, writer: ValueWriter): unknown {
  if (typeof given !== "object" || given === null) return given;
  const { $: tag, v } = given as { readonly $: string; readonly v: unknown };
  const text = String(v);
  switch (tag) {
    case "json":
      return asciiJson(v);
    case "bytes":
      return new Uint8Array(Buffer.from(text, "hex"));
    case "datetime":
      return writer.moment(text);
    case "timedelta":
      return writer.duration(text);
    case "uuid":
      return writer.uuid(text);
    default:
      return text;
  }
}

function columnOf(form: ModelForm, attname: string): string {
  const field = form.fields.find((candidate: FieldForm) => candidate.attname === attname);
  return field?.column ?? attname;
}

function m2mInsert(schema: Schema, entry: Entry): Insert {
  const [label, name] = [
    entry.m2m?.slice(0, entry.m2m.lastIndexOf(".")),
    entry.m2m?.split(".").at(-1),
  ];
  const form = schema.models.find((model) => model.label === label);
  const table = form?.many_to_many?.find((field) => field.name === name)?.db_table ?? "";
  const columns = ["id", entry.from ?? "", entry.to ?? ""];
  return { table, columns, rows: entry.rows.map((row, index) => [index + 1, ...row]) };
}

/** JSON as Django stores it: in ASCII. */
function asciiJson(value: unknown): string {
  return JSON.stringify(value).replaceAll(
    /[\u007f-\uffff]/g,
    (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The rows of `data.json` as they go into the tables, in their order. */
export async function readRows(
  directory: string,
  schema: Schema,
  writer: ValueWriter,
): Promise<(Insert | Update)[]> {
  const text = await readFile(path.join(directory, "data.json"), "utf8");
  const formOf = (label: string | undefined): ModelForm => {
    const form = schema.models.find((model) => model.label === label);
    if (form === undefined) throw new TypeError(`no model ${label} in schema.json`);
    return form;
  };
  return (JSON.parse(text) as readonly Entry[]).map((entry) => {
    const rows = entry.rows.map((row) => row.map((item) => value(item, writer)));
    if (entry.m2m !== undefined) return m2mInsert(schema, { ...entry, rows });
    if (entry.update !== undefined) {
      const form = formOf(entry.update);
      return {
        table: form.db_table,
        column: columnOf(form, entry.field ?? ""),
        key: columnOf(form, form.pk),
        rows: rows as unknown as Update["rows"],
      };
    }
    const form = formOf(entry.model);
    const columns = (entry.fields ?? []).map((name) => columnOf(form, name));
    return { table: form.db_table, columns, rows };
  });
}
