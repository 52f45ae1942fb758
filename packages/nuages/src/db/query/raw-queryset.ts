import { connections } from "../backends/connections.ts";
import type { Database, NamedRows } from "../backends/database.ts";
import { FieldDoesNotExist, InvalidUse, InvalidValue } from "../errors.ts";
import { fieldOfValue } from "../expressions/field-of-value.ts";
import type { Field } from "../fields/field.ts";
import { instanceReader, withAnnotations, type RowReader } from "../models/hydrate.ts";
import { notLoaded } from "../models/lazy-value.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Dialect } from "../sql/dialect.ts";
import { aliasOf, completeRows } from "./execute.ts";
import type { RelationPath } from "./path-types.ts";
import type { PrefetchLookup } from "./prefetch-lookup.ts";
import { Prefetch } from "./prefetch-object.ts";
import type { QueryState } from "./state.ts";

/** Values for a statement of your own: in the order of `%s`, or by the names of `%(name)s`. */
export type RawParams = readonly unknown[] | Readonly<Record<string, unknown>>;

/** Options of `raw()`. */
export interface RawOptions<M> {
  /** Column of the result → field of the model, where their names differ. */
  readonly translations?: Readonly<Record<string, keyof M & string>>;
}

/** What {@link RawQuerySet} is made of. */
export interface RawQuery {
  readonly state: QueryState;
  readonly text: string;
  readonly params: RawParams;
  readonly translations: Readonly<Record<string, string>>;
  readonly prefetches: readonly PrefetchLookup[];
}

/**
 * Instances of a model that a statement of your own gives. Lazy: nothing is sent before it is awaited
 * or iterated; awaiting it twice asks once. Django: `RawQuerySet`.
 */
export class RawQuerySet<M, Row = M> {
  declare readonly "~row": Row;
  declare readonly "~model": M;
  readonly #query: RawQuery;
  #answer: Promise<{ readonly columns: readonly string[]; readonly rows: Row[] }> | undefined;

  /** @internal Use `Book.objects.raw()`. */
  constructor(query: RawQuery) {
    this.#query = query;
  }

  /** The rows; asked for once. */
  then<A = Row[], B = never>(
    fulfilled?: ((rows: Row[]) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    return this.#load()
      .then(({ rows }) => rows)
      .then(fulfilled, rejected);
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Row> {
    yield* (await this.#load()).rows;
  }

  /** The row at a position, from 0; undefined beyond the end. All rows are loaded for it. */
  async at(index: number): Promise<Row | undefined> {
    if (index < 0) throw new InvalidValue("Negative indexing is not supported.");
    return (await this.#load()).rows[index];
  }

  /** Names of the columns as fields and annotations see them, translations done. */
  async columns(): Promise<readonly string[]> {
    return (await this.#load()).columns;
  }

  /** The statement as it was given. */
  get sql(): string {
    return this.#query.text;
  }

  /** Alias of the database that will be asked. */
  get db(): string {
    return aliasOf(this.#query.state);
  }

  /** Asks another database. */
  using(alias: string): RawQuerySet<M, Row> {
    const { state } = this.#query;
    return new RawQuerySet({ ...this.#query, state: { ...state, using: alias } });
  }

  /** Loads relations with one further query for each. `null` forgets earlier calls. */
  prefetchRelated<const P extends readonly (string | PrefetchLookup | null)[]>(
    ...lookups: { [I in keyof P]: RelationPath<M, P[I]> } & P
  ): RawQuerySet<M, Row>;
  prefetchRelated(...lookups: readonly (string | PrefetchLookup | null)[]): RawQuerySet<M, Row> {
    const forgotten = lookups.includes(null);
    const added = lookups
      .filter((lookup) => lookup !== null)
      .map((lookup) => (typeof lookup === "string" ? new Prefetch(lookup) : lookup));
    const before = forgotten ? [] : this.#query.prefetches;
    return new RawQuerySet({ ...this.#query, prefetches: [...before, ...added] });
  }

  /** @throws InvalidUse always: JSON cannot wait for the rows */
  toJSON(key = ""): never {
    throw notLoaded(key, "a raw queryset, whose rows are not loaded");
  }

  #load(): Promise<{ readonly columns: readonly string[]; readonly rows: Row[] }> {
    // The rows are instances of the model with the columns that the caller's type names.
    this.#answer ??= rawRows(this.#query) as Promise<{
      readonly columns: readonly string[];
      readonly rows: Row[];
    }>;
    return this.#answer;
  }
}

async function rawRows({ state, text, params, translations, prefetches }: RawQuery): Promise<{
  readonly columns: readonly string[];
  readonly rows: readonly object[];
}> {
  const { meta } = state;
  const database = connections.get(aliasOf(state));
  const statement = boundStatement(text, params, database.dialect);
  const answer = await database.queryNamed(statement.text, statement.values);
  const columns = answer.columns.map((name) => translated(meta, translations, name));
  const rows = instances(meta, { ...answer, columns }, database);
  if (rows.length > 0)
    await completeRows(rows, { ...state, prefetches, known: [] }, database.alias);
  return { columns, rows };
}

function translated(
  meta: ModelMeta,
  translations: Readonly<Record<string, string>>,
  column: string,
): string {
  const name = Object.hasOwn(translations, column) ? translations[column] : undefined;
  if (name === undefined) return column;
  const fields = meta.concreteFields;
  const field = name === "pk" ? meta.pk : fields.find((f) => f.name === name || f.attname === name);
  if (field?.column === undefined)
    throw FieldDoesNotExist.named(
      meta.label,
      name,
      fields.map((f) => f.name),
    );
  return field.column;
}

/** Makes the instances: columns by the names of the model's are its fields, others annotations. */
function instances(meta: ModelMeta, { columns, rows }: NamedRows, database: Database): object[] {
  const present = meta.concreteFields.filter((field) => columns.includes(field.column ?? ""));
  requireKey(meta, present);
  const known = new Set(present.map((field) => field.column));
  const extra = columns.filter((name) => !known.has(name));
  for (const name of extra) refuseTaken(meta, name);
  const places = [...present.map((field) => field.column ?? ""), ...extra].map((name) =>
    columns.indexOf(name),
  );
  const read = readerOf(meta, { fields: present, extra }, database);
  return rows.map((row) => read(places.map((place) => row[place])));
}

function readerOf(
  meta: ModelMeta,
  { fields, extra }: { readonly fields: readonly Field[]; readonly extra: readonly string[] },
  database: Database,
): RowReader {
  const read = instanceReader(
    { meta, fields, start: 0, alias: "", related: [] },
    database.dialect,
    database.alias,
  );
  if (extra.length === 0) return read;
  const annotations = extra.map((name, index) => ({
    name,
    index: fields.length + index,
    reader: undefined,
  }));
  return withAnnotations(read, annotations);
}

function requireKey(meta: ModelMeta, present: readonly Field[]): void {
  const missing = meta.pkFields.filter((field) => !present.includes(field));
  if (missing.length === 0) return;
  const columns = missing.map((field) => `"${field.column ?? field.name}"`).join(", ");
  throw new FieldDoesNotExist("Raw query must include the primary key.", {
    hint: `Select the column ${columns} of ${meta.label}, or name it in translations.`,
    details: { model: meta.label },
  });
}

function refuseTaken(meta: ModelMeta, name: string): void {
  if (!(name in meta.cls.prototype)) return;
  throw new InvalidValue(
    `The column "${name}" of a raw query has the name of a member of ${meta.label}.`,
    {
      hint: "Give it another name with AS.",
    },
  );
}

const PLACE = /%(?:%|s|\(([^()%]*)\)s)/g;

/** The text with the placeholders of the database, and the values in their order. */
function boundStatement(
  text: string,
  params: RawParams,
  dialect: Dialect,
): { readonly text: string; readonly values: readonly unknown[] } {
  const values: unknown[] = [];
  let places = 0;
  const bound = text.replaceAll(PLACE, (mark, name: string | undefined) => {
    if (mark === "%%") return "%";
    if (Array.isArray(params) === (name !== undefined)) throw mixedPlaces(mark);
    values.push(driverValue(valueAt(params, name ?? places), dialect));
    places += 1;
    return dialect.placeholder(places);
  });
  if (Array.isArray(params) && params.length > places)
    throw new InvalidValue(
      `The raw query has ${places} places for values (%s), but ${params.length} values.`,
    );
  return { text: bound, values };
}

function mixedPlaces(mark: string): InvalidUse {
  return new InvalidUse(
    `The raw query has the place ${mark}, and its values are of the other kind.`,
    {
      hint: "Give an array for %s, an object for %(name)s.",
    },
  );
}

function valueAt(params: RawParams, key: string | number): unknown {
  const value = Object.hasOwn(params, key)
    ? (params as Readonly<Record<string | number, unknown>>)[key]
    : undefined;
  if (value !== undefined) return value;
  const place = typeof key === "number" ? `place ${key + 1}` : `%(${key})s`;
  throw new InvalidValue(`The raw query has no value for ${place}.`, {
    hint: 'Write "%%" for a percent sign before "s".',
  });
}

function driverValue(value: unknown, dialect: Dialect): unknown {
  if (value === null) return null;
  const field = fieldOfValue(value);
  if (field !== undefined) return field.getDbPrepValue(value, dialect);
  throw new InvalidValue("A raw query cannot bind this value.", {
    hint: "Give texts, numbers, booleans, dates, decimals, bytes or null; JSON as text.",
  });
}
