import { isDeepStrictEqual } from "node:util";

import type { Changes, Json, TableChanges } from "./grammar.ts";
import { invoke } from "./missing-api.ts";
import { allOf, type ModelClass, type Models } from "./models.ts";
import type { Names } from "./names.ts";
import { encode } from "./rows.ts";

/** The rows of one table by the text of their key. */
type TableRows = ReadonlyMap<string, Json>;
/** The rows of all tables, by model. */
export type Snapshot = ReadonlyMap<string, TableRows>;

/** A table as a snapshot reads it: its own columns, and those of its key. */
export interface TableForm {
  readonly label: string;
  readonly model: ModelClass;
  readonly attnames: readonly string[];
  readonly key: readonly string[];
}

interface Source {
  readonly models: Models;
  readonly names: Names;
}

/** The tables of all models that could be made; proxies have none. */
export function tablesOf({ models }: Source): TableForm[] {
  const tables: TableForm[] = [];
  for (const form of models.forms) {
    if (form.proxy_for !== undefined || !models.has(form.label)) continue;
    const columns = form.fields.filter(
      ({ column, type }) => column !== null && column !== undefined && type !== undefined,
    );
    const attnameOf = new Map(form.fields.map(({ name, attname }) => [name, attname ?? name]));
    const key = form.pk_fields ?? [form.pk];
    tables.push({
      label: form.label,
      model: models.get(form.label),
      attnames: columns.map(({ name, attname }) => attname ?? name),
      key: key.map((name) => attnameOf.get(name) ?? name),
    });
  }
  return tables;
}

async function readTable(table: TableForm, source: Source): Promise<TableRows> {
  const { names } = source;
  const ours = table.attnames.map((name) => names.segment(name));
  const ordered = invoke(allOf(table.model), "orderBy", [], "QuerySet");
  const rows = (await invoke(ordered, "values", ours, "QuerySet")) as readonly Json[];
  const byKey = new Map<string, Json>();
  for (const row of rows) {
    const form: Record<string, unknown> = {};
    for (const [index, name] of table.attnames.entries())
      form[name] = encode(row[ours[index] ?? ""], source);
    byKey.set(table.key.map((name) => textOf(form[name])).join("/"), form);
  }
  return byKey;
}

function textOf(form: unknown): string {
  return typeof form === "object" && form !== null
    ? String((form as { v?: unknown }).v)
    : String(form);
}

/** Reads all rows of all tables. */
export async function takeSnapshot(
  tables: readonly TableForm[],
  source: Source,
): Promise<Snapshot> {
  const snapshot = new Map<string, TableRows>();
  for (const table of tables) snapshot.set(table.label, await readTable(table, source));
  return snapshot;
}

function changedColumns(before: Json, after: Json): Json | undefined {
  const changed = Object.entries(after).filter(
    ([name, value]) => !isDeepStrictEqual(value, before[name]),
  );
  return changed.length === 0 ? undefined : Object.fromEntries(changed);
}

function tableChanges(before: TableRows, after: TableRows): TableChanges | undefined {
  const removed = [...before.keys()].filter((key) => !after.has(key));
  const added = [...after].filter(([key]) => !before.has(key)).map(([, row]) => row);
  const changed: { pk: string; set: Json }[] = [];
  for (const [pk, row] of after) {
    const set = changedColumns(before.get(pk) ?? row, row);
    if (set !== undefined) changed.push({ pk, set });
  }
  const changes = {
    ...(removed.length > 0 ? { removed } : {}),
    ...(added.length > 0 ? { added } : {}),
    ...(changed.length > 0 ? { changed } : {}),
  };
  return Object.keys(changes).length === 0 ? undefined : changes;
}

/** What is different in `after`, by model; tables without a difference are left out. */
export function differences(before: Snapshot, after: Snapshot): Changes {
  const changes: Record<string, TableChanges> = {};
  for (const [label, rows] of after) {
    const table = tableChanges(before.get(label) ?? new Map(), rows);
    if (table !== undefined) changes[label] = table;
  }
  return changes;
}
