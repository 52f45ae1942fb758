import { connections, type Database, withSchemaEditor } from "nuages/db";
import { applyMigration, Migration, ProjectState, unapplyMigration } from "nuages/migrations";

import { Failure } from "../failure.ts";
import { isObject, type Json } from "../grammar.ts";
import { sameAnswer } from "../same-answer.ts";
import type { OperationForm, OperationReader } from "./operation-reader.ts";
import type { Judgement } from "./judgement.ts";
import { postgresqlPicture } from "./postgresql-picture.ts";
import { sqlitePicture, type TablePicture } from "./sqlite-picture.ts";

type Pictures = Readonly<Record<string, TablePicture>>;

/** A case of `migrations.jsonl` about tables. */
export interface DdlCase {
  readonly id: string;
  readonly title: string;
  readonly app: string;
  readonly setup: readonly OperationForm[];
  readonly rows: Readonly<Record<string, readonly Json[]>>;
  readonly operations: readonly OperationForm[];
  readonly backwards?: boolean;
  readonly before?: Pictures;
  readonly middle?: Pictures;
  readonly after: Pictures;
  readonly error?: string;
  readonly postgres: {
    readonly middle?: Pictures;
    readonly after: Pictures;
    readonly error?: string;
  };
}

/** The tables as they were at each moment. */
interface Moments {
  before?: Pictures;
  middle?: Pictures;
  after?: Pictures;
  error?: Failure;
}

function pictureOf(database: Database): Promise<Record<string, TablePicture>> {
  return database.dialect.vendor === "sqlite"
    ? sqlitePicture(database)
    : postgresqlPicture(database);
}

/** A database without tables. */
async function emptied(alias: string): Promise<Database> {
  const database = connections.get(alias);
  if (database.dialect.vendor === "sqlite") await database.close();
  else await database.script(["DROP SCHEMA public CASCADE", "CREATE SCHEMA public"]);
  return database;
}

async function insertRows(
  database: Database,
  rows: DdlCase["rows"],
  reader: OperationReader,
): Promise<void> {
  const { dialect } = database;
  for (const [table, list] of Object.entries(rows))
    for (const row of list) {
      const columns = Object.keys(row)
        .map((name) => dialect.quote(name))
        .join(", ");
      const values = Object.values(row).map((value) => reader.value(value));
      const places = values.map((_, at) => dialect.placeholder(at + 1)).join(", ");
      await database.execute(
        `INSERT INTO ${dialect.quote(table)} (${columns}) VALUES (${places})`,
        values,
      );
    }
}

async function runCase(form: DdlCase, alias: string, reader: OperationReader): Promise<Moments> {
  const database = await emptied(alias);
  const moments: Moments = {};
  const migration = (name: string, forms: readonly OperationForm[]): Migration =>
    new Migration(form.app, name, { operations: reader.operations(forms) });
  const state = new ProjectState();
  try {
    const first = migration("0001_initial", form.setup);
    await withSchemaEditor({ using: alias }, (editor) => applyMigration(first, state, editor));
    await insertRows(database, form.rows, reader);
    moments.before = await pictureOf(database);
    const before = state.clone();
    const second = migration("0002_change", form.operations);
    await withSchemaEditor({ using: alias }, (editor) => applyMigration(second, state, editor));
    if (form.backwards === true) {
      moments.middle = await pictureOf(database);
      await withSchemaEditor({ using: alias, backwards: true }, (editor) =>
        unapplyMigration(second, before, editor),
      );
    }
  } catch (error) {
    moments.error = new Failure(error);
  }
  moments.after = await pictureOf(database);
  return moments;
}

/** Foreign keys in the order of their columns: that of the oracle's list says nothing. */
function inOrder(value: unknown): unknown {
  if (!Array.isArray(value) || !value.every((item) => isObject(item) && "on_delete" in item))
    return value;
  const columnOf = (item: unknown): string => String((item as Json)["column"]);
  return [...(value as unknown[])].sort((a, b) => (columnOf(a) < columnOf(b) ? -1 : 1));
}

/** Names of the moments and properties in which the tables differ. */
function differences(name: string, expected: Pictures, actual: Pictures = {}): string[] {
  const tables = new Set([...Object.keys(expected), ...Object.keys(actual)]);
  return [...tables].flatMap((table) => {
    const [theirs, ours] = [expected[table], actual[table]];
    if (theirs === undefined || ours === undefined)
      return [`${name}: ${table} ${ours === undefined ? "is missing" : "is there"}`];
    return Object.keys(theirs)
      .filter((key) => !sameAnswer({ value: inOrder(theirs[key]) }, { value: inOrder(ours[key]) }))
      .map((key) => `${name}: ${key} of ${table}`);
  });
}

/** What differs from Django's, and what we got. */
export interface DdlOutcome extends Judgement {
  readonly moments: Readonly<Moments>;
}

/** Applies the operations of a case to the empty database `alias` and compares the tables. */
export async function judgeDdl(
  form: DdlCase,
  alias: string,
  reader: OperationReader,
): Promise<DdlOutcome> {
  const isSqlite = connections.get(alias).dialect.vendor === "sqlite";
  const expected = isSqlite ? form : form.postgres;
  const moments = await runCase(form, alias, reader);
  const wrong: string[] = [];
  if (isSqlite && form.before !== undefined)
    wrong.push(...differences("before", form.before, moments.before));
  if (expected.middle !== undefined)
    wrong.push(...differences("middle", expected.middle, moments.middle));
  wrong.push(...differences("after", expected.after, moments.after));
  const { error } = moments;
  if ((expected.error === undefined) !== (error === undefined))
    wrong.push(error === undefined ? `no error ${expected.error ?? ""}` : error.toString());
  else if (error !== undefined && !error.is(expected.error)) wrong.push(error.toString());
  return { wrong, moments };
}
