import type { Database } from "../backends/database.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "../models/meta.ts";
import { finishText } from "../query/plan.ts";
import { Query } from "../query/query.ts";
import type { Dialect } from "./dialect.ts";
import { inReadingOrder } from "./reading-order.ts";
import { SelectCompiler } from "./select-compiler.ts";

interface FieldValue {
  readonly field: Field;
  readonly value: unknown;
}

export interface UpdateOneTask {
  readonly meta: ModelMeta;
  readonly keys: readonly FieldValue[];
  readonly values: readonly FieldValue[];
  readonly forced: boolean;
}

const STATEMENTS = new WeakMap<ModelMeta, Map<string, string>>();
const MAX_STATEMENTS = 200;

/** Changes the row with a key; says whether there is one. */
export async function updateOne(
  database: Database,
  { meta, keys, values, forced }: UpdateOneTask,
): Promise<boolean> {
  const { dialect } = database;
  const where = keys.map(({ field }) => `${dialect.quote(field.column ?? "")} = %s`).join(" AND ");
  const keyParams = keys.map(({ field, value }) =>
    field.getDbPrepValue(field.getPrepValue(value), dialect),
  );
  if (values.length === 0) {
    // Nothing to change: with `updateFields` that is success; else the row decides between update and insert.
    if (forced) return true;
    const rows = await database.query(
      finishText(`SELECT 1 FROM ${dialect.quote(meta.dbTable)} WHERE ${where} LIMIT 1`, dialect),
      keyParams,
    );
    return rows.length > 0;
  }
  const params: unknown[] = [];
  const sets: string[] = [];
  const computed = values.some(({ value }) => value instanceof Expression);
  for (const { field, value } of computed ? readable(values, meta, dialect) : values) {
    if (value instanceof Expression) {
      const compiler = new SelectCompiler(new Query(meta), dialect);
      compiler.query.initialAlias();
      const { text, params: inner } = compiler.compile(
        value.resolve(compiler.query, { allowJoins: false, forSave: true }),
      );
      sets.push(`${dialect.quote(field.column ?? "")} = ${text}`);
      params.push(...inner.map((param) => param.value));
    } else {
      sets.push(`${dialect.quote(field.column ?? "")} = %s`);
      params.push(field.getDbPrepSave(value, dialect));
    }
  }
  const build = (): string =>
    finishText(
      `UPDATE ${dialect.quote(meta.dbTable)} SET ${sets.join(", ")} WHERE ${where}`,
      dialect,
    );
  const text = computed
    ? build()
    : remembered(
        meta,
        `${database.dialect.displayName}:${database.alias}:${values.map(({ field }) => field.attname).join()}`,
        build,
      );
  const { changes } = await database.execute(text, [...params, ...keyParams]);
  return changes > 0;
}

function readable(
  values: readonly FieldValue[],
  meta: ModelMeta,
  dialect: Dialect,
): readonly FieldValue[] {
  const query = new Query(meta);
  query.initialAlias();
  return inReadingOrder(values, query, dialect);
}

function remembered(meta: ModelMeta, key: string, make: () => string): string {
  let statements = STATEMENTS.get(meta);
  if (statements === undefined) {
    statements = new Map();
    STATEMENTS.set(meta, statements);
  }
  let text = statements.get(key);
  if (text === undefined) {
    text = make();
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    statements.set(key, text);
  }
  return text;
}
