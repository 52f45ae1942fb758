import { ValidationError, type Deconstruction } from "../../validation/index.ts";
import { gettext } from "../../i18n/index.ts";
import { InvalidValue } from "../errors.ts";
import { Exact } from "../lookups/builtin.ts";
import type { Expression } from "../expressions/expression.ts";
import { FieldReference } from "../expressions/columns.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import { asCondition, Condition, toCondition, type ConditionInput } from "../expressions/q.ts";
import { ExistsExpression } from "../expressions/subquery.ts";
import { NestedQuery } from "../query/nested-query.ts";
import { existsState } from "../query/answers.ts";
import { filteredState } from "../query/filtering.ts";
import { Query } from "../query/query.ts";
import { plainStep } from "../query/state.ts";
import type { Dialect } from "../sql/dialect.ts";
import { createIndexSql } from "../schema/index-sql.ts";
import { schemaSql } from "../schema/literals.ts";
import { quoteName, quoteNames } from "../schema/quoting.ts";
import { checkCondition } from "./check-condition.ts";
import { uniqueError } from "./cleaning.ts";
import { stateOf, type Instance } from "./instance-state.ts";
import type { ModelMeta } from "./meta.ts";

/** What the schema needs of a constraint: a part of CREATE TABLE, or a statement after it. */
export interface ConstraintSql {
  readonly inTable?: string;
  readonly statement?: string;
}

interface ValidateOptions {
  readonly exclude: ReadonlySet<string>;
}

export interface ConstraintOptions {
  readonly name: string;
  readonly violationErrorCode?: string;
  readonly violationErrorMessage?: string;
}

/** A rule about the rows of a table, kept by the database and checked by `fullClean()`. */
export abstract class BaseConstraint {
  readonly name: string;
  readonly violationErrorCode: string | undefined;
  readonly violationErrorMessage: string | undefined;

  constructor({ name, violationErrorCode, violationErrorMessage }: ConstraintOptions) {
    if (typeof name !== "string" || name === "")
      throw new InvalidValue("A constraint must be named.");
    this.name = name;
    this.violationErrorCode = violationErrorCode;
    this.violationErrorMessage = violationErrorMessage;
  }

  /** The class and the arguments that make an equal constraint. */
  deconstruct(): Deconstruction {
    const said = Object.entries(this).filter(
      ([, value]) => value !== undefined && !(Array.isArray(value) && value.length === 0),
    );
    return { type: this.constructor as typeof BaseConstraint, args: [Object.fromEntries(said)] };
  }

  /** The same with other options. */
  with(options: Partial<ConstraintOptions> & Readonly<Record<string, unknown>>): BaseConstraint {
    const { type, args } = this.deconstruct();
    const make = type as unknown as new (options: object) => BaseConstraint;
    return new make({ ...(args[0] as object), ...options });
  }

  abstract sql(meta: ModelMeta, dialect: Dialect): ConstraintSql;
  abstract validate(meta: ModelMeta, instance: object, options: ValidateOptions): Promise<void>;

  /** Name with `%(class)s` and `%(app_label)s` filled in. */
  nameFor(meta: ModelMeta): string {
    return this.name
      .replaceAll("%(class)s", meta.modelName)
      .replaceAll("%(app_label)s", meta.appLabel ?? "");
  }

  protected violation(meta: ModelMeta): ValidationError {
    const message = this.violationErrorMessage ?? gettext("Constraint “%(name)s” is violated.");
    return new ValidationError(message.replace("%(name)s", this.nameFor(meta)), {
      code: this.violationErrorCode,
    });
  }
}

/** A condition that every row fulfils. */
export class CheckConstraint extends BaseConstraint {
  readonly condition: Condition;

  constructor({
    condition,
    ...options
  }: ConstraintOptions & { readonly condition: ConditionInput }) {
    super(options);
    this.condition = asCondition(condition);
  }

  override sql(meta: ModelMeta, dialect: Dialect): ConstraintSql {
    const query = new Query(meta);
    const where = query.resolveCondition(this.condition, { allowJoins: false });
    return {
      inTable: `CONSTRAINT ${quoteName(this.nameFor(meta), dialect)} CHECK (${schemaSql(query, where, dialect)})`,
    };
  }

  override async validate(
    meta: ModelMeta,
    instance: object,
    { exclude }: ValidateOptions,
  ): Promise<void> {
    if (mentions(this.condition, meta, exclude)) return;
    if (!(await checkCondition(meta, instance, this.condition))) throw this.violation(meta);
  }
}

/** Does a condition read one of these fields? */
function mentions(condition: Condition, meta: ModelMeta, names: ReadonlySet<string>): boolean {
  if (names.size === 0) return false;
  for (const leaf of condition.flatten()) {
    if ("path" in leaf && typeof leaf.path === "string") {
      const [first = ""] = leaf.path.split("__");
      if (names.has(first === "pk" ? meta.pk.name : first)) return true;
    }
    const value = "value" in leaf ? leaf.value : leaf;
    if (value instanceof FieldReference && names.has(value.path.split("__")[0] ?? "")) return true;
  }
  return false;
}

export interface UniqueOptions extends ConstraintOptions {
  readonly fields?: readonly string[];
  readonly condition?: ConditionInput;
  readonly expressions?: readonly (string | Expression)[];
  readonly deferrable?: "deferred" | "immediate";
  readonly include?: readonly string[];
  /** Operator classes of PostgreSQL, one for each field. */
  readonly opclasses?: readonly string[];
  readonly nullsDistinct?: boolean;
}

/** Fields, or expressions, whose values no two rows share. */
export class UniqueConstraint extends BaseConstraint {
  readonly fields: readonly string[];
  readonly condition: Condition | undefined;
  readonly expressions: readonly Expression[];
  readonly deferrable: "deferred" | "immediate" | undefined;
  readonly include: readonly string[];
  readonly opclasses: readonly string[];
  readonly nullsDistinct: boolean | undefined;

  constructor({
    fields = [],
    condition,
    expressions = [],
    deferrable,
    include = [],
    opclasses = [],
    nullsDistinct,
    ...options
  }: UniqueOptions) {
    super(options);
    if (fields.length === 0 && expressions.length === 0)
      throw new InvalidValue(
        "At least one field or expression is required to define a unique constraint.",
      );
    if (fields.length > 0 && expressions.length > 0)
      throw new InvalidValue("UniqueConstraint.fields and expressions are mutually exclusive.");
    if (condition !== undefined && deferrable !== undefined)
      throw new InvalidValue("UniqueConstraint with conditions cannot be deferred.");
    this.fields = fields;
    this.condition = condition === undefined ? undefined : asCondition(condition);
    this.expressions = expressions.map((expression) =>
      typeof expression === "string" ? new FieldReference(expression) : expression,
    );
    this.deferrable = deferrable;
    this.include = include;
    this.opclasses = opclasses;
    this.nullsDistinct = nullsDistinct;
  }

  /** Names that are unique for all rows; undefined when a condition limits them. */
  get totallyUniqueFields(): readonly string[] | undefined {
    return this.condition === undefined && this.fields.length > 0 ? this.fields : undefined;
  }

  /** What the database cannot keep is left to validation. */
  private isSupported({ features, vendor }: Dialect): boolean {
    if (this.condition !== undefined && !features.partialIndexes) return false;
    if (this.expressions.length > 0 && !features.expressionIndexes) return false;
    if (this.deferrable !== undefined && !features.deferrableConstraints) return false;
    return (
      vendor === "postgresql" || (this.include.length === 0 && this.nullsDistinct === undefined)
    );
  }

  override sql(meta: ModelMeta, dialect: Dialect): ConstraintSql {
    if (!this.isSupported(dialect)) return {};
    const { fields, expressions, condition, include, opclasses, nullsDistinct } = this;
    const name = this.nameFor(meta);
    if ([expressions, include, opclasses].every(({ length }) => length === 0) && !condition) {
      const columns = fields.map((field) => meta.getField(field).column ?? "");
      const nulls =
        nullsDistinct === undefined ? "" : ` NULLS ${nullsDistinct ? "" : "NOT "}DISTINCT`;
      const deferrable =
        this.deferrable === undefined
          ? ""
          : ` DEFERRABLE INITIALLY ${this.deferrable.toUpperCase()}`;
      return {
        inTable: `CONSTRAINT ${quoteName(name, dialect)} UNIQUE${nulls} (${quoteNames(columns, dialect)})${deferrable}`,
      };
    }
    const parts = { name, fields, expressions, condition, include, opclasses, nullsDistinct };
    return { statement: createIndexSql(meta, { ...parts, unique: true }, dialect) };
  }

  override async validate(
    meta: ModelMeta,
    instance: object,
    { exclude }: ValidateOptions,
  ): Promise<void> {
    if (this.fields.some((name) => exclude.has(name))) return;
    if (
      this.expressions.some((expression) =>
        [...expression.flatten()].some(
          (inner) => inner instanceof FieldReference && exclude.has(inner.path),
        ),
      )
    )
      return;
    const state = meta.defaultManager.stateFor(stateOf(instance).db);
    let rows = state;
    if (this.fields.length > 0) {
      const lookups: Record<string, unknown> = {};
      for (const name of this.fields) {
        const value = (instance as Instance)[meta.getField(name).attname];
        if (value === null || value === undefined) {
          if (this.nullsDistinct !== false) return;
          lookups[`${name}__isnull`] = true;
        } else lookups[name] = value;
      }
      rows = filteredState(rows, toCondition([lookups]));
    } else {
      rows = plainStep(rows, undefined, (query) => {
        for (const expression of this.expressions)
          query.where = query.where.add(sameValue(query, expression, instance, meta), "AND");
      });
    }
    const key = meta.keyOf(instance);
    if (!stateOf(instance).adding && key !== null)
      rows = filteredState(rows, toCondition([{ pk: key }]), true);
    if (this.condition !== undefined) {
      if (mentions(this.condition, meta, exclude)) return;
      const others = filteredState(rows, this.condition);
      const query =
        others.args.length === 0 ? others.shape.query : others.shape.query.baked(others.args);
      const taken = new Condition([this.condition, new ExistsExpression(new NestedQuery(query))]);
      if (!(await checkCondition(meta, instance, taken))) return;
    } else if (!(await existsState(rows))) return;
    if (
      this.fields.length > 0 &&
      this.condition === undefined &&
      this.violationErrorMessage === undefined
    )
      throw uniqueError(meta, this.fields);
    throw this.violation(meta);
  }
}

/** `LOWER(title) = LOWER('the instance''s title')`. */
function sameValue(
  query: Query,
  expression: Expression,
  instance: object,
  meta: ModelMeta,
): Expression {
  const column = expression.resolve(query, { allowJoins: false });
  const replacements = new Map<Expression, Expression>();
  for (const inner of expression.flatten()) {
    if (!(inner instanceof FieldReference)) continue;
    const field = meta.getField(inner.path);
    replacements.set(
      inner,
      new ValueExpression((instance as Instance)[field.attname] ?? null, { outputField: field }),
    );
  }
  const value = expression.replace(replacements).resolve(query, { allowJoins: false });
  return new Exact(column, value);
}
