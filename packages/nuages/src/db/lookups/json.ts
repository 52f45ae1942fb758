import { InvalidUse, InvalidValue, NotSupportedError } from "../errors.ts";
import { Combinable } from "../expressions/combinable.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import { JSONField } from "../fields/other-fields.ts";
import { TextField } from "../fields/text-fields.ts";
import { argument } from "../expressions/func.ts";
import type { Typed } from "../expressions/functions/argument-types.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { constant, joinSql, sql, type Sql } from "../sql/fragment.ts";
import {
  Contains,
  EndsWith,
  Exact,
  GreaterThan,
  GreaterThanOrEqual,
  IEndsWith,
  IExact,
  IRegex,
  IStartsWith,
  In,
  IsNull,
  LessThan,
  LessThanOrEqual,
  Regex,
  StartsWith,
  IContains,
} from "./builtin.ts";
import { Lookup } from "./lookup.ts";
import { Operand } from "./operand.ts";
import type { LookupClass } from "./registry.ts";

/** A key of an object, or a position in a list. */
export type JsonKey = string | number;

function asKey(key: string): JsonKey {
  return /^-?\d{1,9}$/.test(key) ? Number(key) : key;
}

const JSON_OUTPUT: Field = new JSONField();
const TEXT_OUTPUT: Field = new TextField();

/** Values that JSON_EXTRACT would turn into numbers or NULL. */
const NAMED_VALUES = "('false','true','null')";

/** A value inside a JSON column: `data__owner__name`. */
export class KeyTransform extends Combinable {
  static readonly kind = "transform" as const;
  static readonly lookupName: string = "";
  readonly key: JsonKey;
  readonly lhs: Expression;

  constructor(key: JsonKey, lhs: Expression, outputField: Field = JSON_OUTPUT) {
    super(outputField);
    this.key = key;
    this.lhs = lhs;
  }

  override sources(): readonly Expression[] {
    return [this.lhs];
  }

  override withSources([lhs]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { lhs });
  }

  /** The column, and the keys that lead into it. */
  root(): { readonly column: Expression; readonly keys: readonly JsonKey[] } {
    const inner =
      this.lhs instanceof KeyTransform ? this.lhs.root() : { column: this.lhs, keys: [] };
    return { column: inner.column, keys: [...inner.keys, this.key] };
  }

  override sql(compiler: Compiler): Sql {
    const { column, keys } = this.root();
    const lhs = compiler.compile(column);
    const path = constant(compiler.dialect.jsonPath(keys));
    const type = `JSON_TYPE(${lhs.text}, %s)`;
    return sql(
      `(CASE WHEN ${type} IN ${NAMED_VALUES} THEN ${type} ELSE JSON_EXTRACT(${lhs.text}, %s) END)`,
      [...lhs.params, path, ...lhs.params, path, ...lhs.params, path],
    );
  }

  override getReader(): (value: unknown) => unknown {
    return readKey;
  }
}

/** What SQLite gives for a key: numbers as they are, lists and objects as JSON, texts bare. */
function readKey(value: unknown): unknown {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) return value;
    throw error;
  }
}

/** The same as text, for lookups of texts. */
export class KeyTextTransform extends KeyTransform {
  constructor(key: JsonKey, lhs: Expression) {
    super(key, lhs, TEXT_OUTPUT);
  }

  override getReader(): (value: unknown) => unknown {
    return (value) => value;
  }
}

/** `KT("data__owner__name")`: a value inside a JSON column as text. */
export function KT(path: string): Typed<string | null> {
  const [field = "", ...keys] = path.split("__");
  const [first, ...rest] = keys.reverse();
  if (first === undefined) throw new InvalidValue('KT() takes the path of a key: KT("data__key").');
  let source: Expression = argument(field);
  for (const key of rest.reverse()) source = new KeyTransform(asKey(key), source);
  return new KeyTextTransform(asKey(first), source) as unknown as Typed<string | null>;
}

/** The transform for a key that no other lookup or transform is called. */
export function keyTransform(name: string): LookupClass {
  const key = asKey(name);
  class OwnKey extends KeyTransform {
    constructor(lhs: Expression) {
      super(key, lhs);
    }
  }
  return OwnKey;
}

/** Values of JSON comparisons stay in the query: their form depends on them. */
function fixed(operand: Operand): Operand {
  return new Operand(operand.value, -1, operand.normalize);
}

/** Equality of JSON values; `null` is JSON's own null. */
export class JSONExact extends Exact {
  override get acceptsNull(): boolean {
    return true;
  }

  protected override take(operand: Operand): void {
    super.take(fixed(operand));
  }

  protected override rhsSql(compiler: Compiler): Sql {
    if (this.rhs === null) return sql("%s", [constant("null")]);
    return super.rhsSql(compiler);
  }
}

/** Text of a JSON value as JSON_EXTRACT gives it, so that it compares with a key. */
function extracted(text: unknown): Sql {
  const named = text === "true" || text === "false" || text === "null";
  return sql(named ? "%s" : "JSON_EXTRACT(%s, '$')", [constant(text)]);
}

class KeyExact extends JSONExact {
  protected override rhsSql(compiler: Compiler): Sql {
    if (this.rhs === null) return sql("%s", [constant("null")]);
    if (this.rhsIsExpression) return super.rhsSql(compiler);
    return extracted(this.bindValue(this.rhs, compiler));
  }
}

class KeyIn extends In {
  protected override itemSql(item: unknown, compiler: Compiler): Sql {
    return item instanceof Expression
      ? compiler.compile(item)
      : extracted(this.bindValue(item, compiler));
  }
}

class KeyIsNull extends IsNull {
  override sql(compiler: Compiler): Sql {
    const { column, keys } = (this.lhs as KeyTransform).root();
    const lhs = compiler.compile(column);
    return sql(`JSON_TYPE(${lhs.text}, %s) IS ${this.rhs === true ? "NULL" : "NOT NULL"}`, [
      ...lhs.params,
      constant(compiler.dialect.jsonPath(keys)),
    ]);
  }
}

type LookupType = new (lhs: Expression, rhs: unknown) => Lookup;

/** A lookup of texts, on the key as text. */
function onText<T extends LookupType & { readonly lookupName: string }>(base: T): T {
  const made = class extends (base as unknown as typeof Exact) {
    constructor(lhs: Expression, rhs: unknown) {
      super(lhs instanceof KeyTransform ? new KeyTextTransform(lhs.key, lhs.lhs) : lhs, rhs);
    }
  };
  return made as unknown as T;
}

/** A comparison by size, with the bare number or text. */
function onNumber<T extends LookupType & { readonly lookupName: string }>(base: T): T {
  const made = class extends (base as unknown as typeof GreaterThan) {
    protected override take(operand: Operand): void {
      super.take(fixed(operand));
    }

    protected override bindValue(value: unknown): unknown {
      if (typeof value === "boolean") return Number(value);
      if (typeof value === "object" && value !== null)
        throw new InvalidUse("A list or an object has no size to compare.");
      return value;
    }
  };
  return made as unknown as T;
}

export const keyLookups = [
  KeyExact,
  KeyIn,
  KeyIsNull,
  ...[IExact, IContains, StartsWith, IStartsWith, EndsWith, IEndsWith, Regex, IRegex].map(onText),
  ...[GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual].map(onNumber),
] as const;

/** Has an object the key? */
export class HasKey extends Lookup {
  static override readonly lookupName: string = "hasKey";
  protected readonly joiner: string = " AND ";

  protected override get preparesRhs(): boolean {
    return false;
  }

  protected override take(operand: Operand): void {
    super.take(fixed(operand));
  }

  protected keys(): readonly unknown[] {
    return [this.rhs];
  }

  override sql(compiler: Compiler): Sql {
    const { column, keys } =
      this.lhs instanceof KeyTransform ? this.lhs.root() : { column: this.lhs, keys: [] };
    const lhs = compiler.compile(column);
    const tests = this.keys().map((key) => {
      const inner = key instanceof KeyTransform ? key.root().keys : [String(key)];
      const path = compiler.dialect.jsonPath([...keys, ...inner]);
      return sql(`JSON_TYPE(${lhs.text}, %s) IS NOT NULL`, [...lhs.params, constant(path)]);
    });
    if (tests.length === 0)
      throw new InvalidValue(`The lookup "${this.lookupName}" takes at least one key.`);
    const { text, params } = joinSql(tests, this.joiner);
    return sql(tests.length > 1 ? `(${text})` : text, params);
  }
}

/** Has an object all of the keys? */
export class HasKeys extends HasKey {
  static override readonly lookupName: string = "hasKeys";

  protected override keys(): readonly unknown[] {
    if (typeof this.rhs !== "object" || this.rhs === null || !(Symbol.iterator in this.rhs)) {
      throw new InvalidUse(`The lookup "${this.lookupName}" takes a list of keys.`);
    }
    return [...(this.rhs as Iterable<unknown>)];
  }
}

/** Has an object one of the keys? */
export class HasAnyKeys extends HasKeys {
  static override readonly lookupName: string = "hasAnyKeys";
  protected override readonly joiner = " OR ";
}

/** Does a JSON value contain another? Only where the database can tell. */
export class DataContains extends Contains {
  override prepare(value: unknown): unknown {
    return value;
  }

  override sql(compiler: Compiler): Sql {
    if (compiler.dialect.features.supportsJsonContains) return super.sql(compiler);
    throw new NotSupportedError(
      `The lookup "${this.lookupName}" of JSON is not supported by ${compiler.dialect.displayName}.`,
    );
  }
}

export class ContainedBy extends DataContains {
  static override readonly lookupName = "containedBy";
}
