import { FieldError, InvalidValue } from "../errors.ts";
import { Col } from "../expressions/columns.ts";
import type { Field } from "../fields/field.ts";
import { instanceMeta } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { TrimmedPath } from "../query/paths.ts";
import { Where } from "../query/where.ts";
import {
  Exact,
  GreaterThan,
  GreaterThanOrEqual,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
} from "./builtin.ts";
import { fieldOfKind } from "../expressions/field-of-value.ts";
import { Expression } from "../expressions/expression.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { joinSql, sql, type Sql } from "../sql/fragment.ts";
import { isQuery, listSql, type QueryOperand } from "./lookup.ts";
import { Operand } from "./operand.ts";

const COMPARISONS = new Map([
  ["gt", [GreaterThan, GreaterThan]],
  ["gte", [GreaterThan, GreaterThanOrEqual]],
  ["lt", [LessThan, LessThan]],
  ["lte", [LessThan, LessThanOrEqual]],
] as const);

/** `(a, b) IN (SELECT c, d …)`. */
class TupleInQuery extends Expression<boolean, never> {
  readonly columns: readonly Expression[];
  readonly operand: QueryOperand;

  constructor(columns: readonly Expression[], operand: QueryOperand) {
    super(fieldOfKind("boolean"));
    this.columns = columns;
    this.operand = operand;
  }

  override sources(): readonly Expression[] {
    return this.columns;
  }

  override withSources(columns: readonly Expression[]): Expression {
    return new TupleInQuery(columns, this.operand);
  }

  override get conditional(): boolean {
    return true;
  }

  override sql(compiler: Compiler): Sql {
    const { text, params } = joinSql(
      this.columns.map((column) => compiler.compile(column)),
      ", ",
    );
    const inner = listSql(this.operand, compiler);
    return sql(`(${text}) IN ${inner.text}`, [...params, ...inner.params]);
  }
}

/** The condition that the key of a row is among those that a subquery selects. */
export function keyInQuery(meta: ModelMeta, alias: string, operand: QueryOperand): Expression {
  const columns = meta.pkFields.map((field) => new Col(alias, field));
  const [only] = columns;
  return only !== undefined && columns.length === 1
    ? new In(only, operand)
    : new TupleInQuery(columns, operand);
}

/** The condition that the key of a row is one of `keys`. */
export function keyAmong(meta: ModelMeta, alias: string, keys: readonly unknown[]): Where {
  const path: TrimmedPath = { targets: meta.pkFields, alias, aliases: [alias] };
  const [only] = meta.pkFields;
  return only !== undefined && meta.pkFields.length === 1
    ? new Where([new In(new Col(alias, only), keys)])
    : tupleLookup(path, meta.pkFields, ["in"], new Operand(keys));
}

/** The values of a key of several columns. */
function partsOf(value: unknown, fields: readonly Field[]): readonly unknown[] {
  const meta = instanceMeta(value);
  if (meta !== undefined)
    return fields.map((field) => meta.valueOfInstance(value as object, field));
  if (Array.isArray(value) && value.length === fields.length) return value as readonly unknown[];
  throw new InvalidValue(
    `A key of ${fields.length} columns is compared with an array of ${fields.length} values.`,
  );
}

/**
 * Comparison of a key of several columns, column by column. `sources` are the fields whose values an
 * object gives that stands for its key.
 */
export function tupleLookup(
  path: TrimmedPath,
  sources: readonly Field[],
  names: readonly string[],
  operand: Operand,
): Where {
  const [name = "exact", ...more] = names;
  if (more.length > 0)
    throw new FieldError(`A key of several columns has no lookup "${names.join("__")}".`);
  const columns = path.targets.map((field) => new Col(path.alias, field));
  const { value } = operand;
  if (name === "exact" && isQuery(value))
    return new Where([new TupleInQuery(columns, value.query.asSingleValue(value))]);
  const equal = (given: unknown): Where => {
    const parts = partsOf(given, sources);
    return new Where(columns.map((column, index) => new Exact(column, parts[index])));
  };
  if (name === "exact") return equal(value);
  if (name === "in") {
    if (isQuery(value)) {
      return new Where([new TupleInQuery(columns, value.query.asValueList(value))]);
    }
    const list = [...(value as Iterable<unknown>)].filter((item) => item !== null);
    return list.length === 0
      ? new Where([new In(columns[0] ?? new Col("", path.targets[0] as Field), [])])
      : new Where(list.map(equal), "OR");
  }
  if (name === "isnull")
    return new Where(
      columns.map((column) => new IsNull(column, value)),
      value === true ? "OR" : "AND",
    );
  const comparison = COMPARISONS.get(name as "gt");
  if (comparison === undefined)
    throw new FieldError(`A key of several columns has no lookup "${name}".`, {
      hint: "Known: exact, in, isnull, gt, gte, lt, lte.",
    });
  const parts = partsOf(value, sources);
  const branches = columns.map((column, index) => {
    const before = columns
      .slice(0, index)
      .map((other, position) => new Exact(other, parts[position]));
    const type = index === columns.length - 1 ? comparison[1] : comparison[0];
    return new Where([...before, new type(column, parts[index])]);
  });
  return new Where(branches, "OR");
}
