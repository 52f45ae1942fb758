import type { Deconstruction } from "../../validation/index.ts";
import { InvalidValue } from "../errors.ts";
import { FieldReference } from "../expressions/columns.ts";
import type { Expression } from "../expressions/expression.ts";
import { asCondition, type Condition, type ConditionInput } from "../expressions/q.ts";
import { createIndexSql, type IndexParts } from "../schema/index-sql.ts";
import { namesDigest } from "../schema/names.ts";
import type { Dialect } from "../sql/dialect.ts";
import type { ModelMeta } from "./meta.ts";

export interface IndexOptions {
  /** Field names; `-` in front for descending. */
  readonly fields?: readonly string[];
  readonly name?: string;
  readonly condition?: ConditionInput;
  readonly expressions?: readonly (string | Expression)[];
  readonly include?: readonly string[];
  readonly opclasses?: readonly string[];
  readonly dbTablespace?: string;
}

const MAX_NAME = 30;

/** An index of a table, over fields or expressions. */
export class Index {
  readonly fields: readonly string[];
  readonly expressions: readonly Expression[];
  readonly condition: Condition | undefined;
  readonly options: IndexOptions;
  readonly name: string | undefined;

  constructor(options: IndexOptions) {
    const { fields = [], expressions = [], condition, name } = options;
    if (fields.length === 0 && expressions.length === 0)
      throw new InvalidValue("At least one field or expression is required to define an index.");
    if (fields.length > 0 && expressions.length > 0)
      throw new InvalidValue("Index.fields and expressions are mutually exclusive.");
    if (expressions.length > 0 && name === undefined)
      throw new InvalidValue("An index must be named to use expressions.");
    if (condition !== undefined && name === undefined)
      throw new InvalidValue("An index must be named to use condition.");
    if (name !== undefined && (name.startsWith("_") || /^\d/.test(name)))
      throw new InvalidValue(`Index names cannot start with an underscore or a number: "${name}".`);
    this.fields = fields;
    this.expressions = expressions.map((expression) =>
      typeof expression === "string" ? new FieldReference(expression) : expression,
    );
    this.condition = condition === undefined ? undefined : asCondition(condition);
    this.options = options;
    this.name = name;
  }

  /** The name given, or one made of table, first column and a hash. */
  nameFor(meta: ModelMeta): string {
    if (this.name !== undefined)
      return this.name
        .replaceAll("%(class)s", meta.modelName)
        .replaceAll("%(app_label)s", meta.appLabel ?? "");
    const columns = this.fields.map((name) => meta.getField(name.replace(/^-/, "")).column ?? "");
    const signed = columns.map((column, index) =>
      this.fields[index]?.startsWith("-") === true ? `-${column}` : column,
    );
    const table = meta.dbTable;
    const name = `${table.slice(0, 11)}_${(columns[0] ?? "").slice(0, 7)}_${namesDigest([table, ...signed, "idx"], 6)}_idx`;
    return name.startsWith("_") || /^\d/.test(name) ? `D${name.slice(1)}` : name.slice(0, MAX_NAME);
  }

  /** The class and the arguments that make an equal index. */
  deconstruct(): Deconstruction {
    const { fields: _fields, expressions: _expressions, ...rest } = this.options;
    const parts = {
      ...(this.fields.length > 0 ? { fields: this.fields } : {}),
      ...(this.expressions.length > 0 ? { expressions: this.expressions } : {}),
      ...rest,
      ...(this.condition === undefined ? {} : { condition: this.condition }),
    };
    return { type: this.constructor as typeof Index, args: [parts] };
  }

  /** The same with other options. */
  with(options: Partial<IndexOptions>): Index {
    const { type, args } = this.deconstruct();
    const make = type as new (options: IndexOptions) => Index;
    return new make({ ...(args[0] as IndexOptions), ...options });
  }

  /** CREATE INDEX. */
  sql(
    meta: ModelMeta,
    dialect: Dialect,
    { concurrently = false }: { readonly concurrently?: boolean } = {},
  ): string {
    return createIndexSql(meta, { ...this.parts(meta), concurrently }, dialect);
  }

  /** What CREATE INDEX says; for indexes of a kind of your own. */
  protected parts(meta: ModelMeta): IndexParts {
    const { fields, expressions, condition } = this;
    const { include, opclasses, dbTablespace: tablespace } = this.options;
    const name = this.nameFor(meta);
    return { name, fields, expressions, condition, include, opclasses, tablespace };
  }
}
