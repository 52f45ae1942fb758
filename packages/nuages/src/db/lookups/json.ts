import { InvalidUse, InvalidValue, NotSupportedError } from "../errors.ts";
import { Combinable, JSON_NULL } from "../expressions/combinable.ts";
import { Expression } from "../expressions/expression.ts";
import type { Field } from "../fields/field.ts";
import { JSONField } from "../fields/other-fields.ts";
import { TextField } from "../fields/text-fields.ts";
import { argument } from "../expressions/func.ts";
import type { Typed } from "../expressions/functions/argument-types.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import type { JsonKey } from "../sql/json-sql.ts";
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

function asKey(key: string): JsonKey {
  return /^-?\d{1,9}$/.test(key) ? Number(key) : key;
}

const JSON_OUTPUT: Field = new JSONField();
const TEXT_OUTPUT: Field = new TextField();

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
    return compiler.dialect.json.extract(lhs, keys);
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

  override sql(compiler: Compiler): Sql {
    const { column, keys } = this.root();
    return compiler.dialect.json.extractText(compiler.compile(column), keys);
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
    if (this.rhsIsExpression) return super.rhsSql(compiler);
    return compiler.dialect.json.value(this.bound(compiler));
  }

  protected bound(compiler: Compiler): unknown {
    return this.bindValue(this.rhs ?? JSON_NULL, compiler);
  }
}

class KeyExact extends JSONExact {
  protected override rhsSql(compiler: Compiler): Sql {
    if (this.rhsIsExpression) return super.rhsSql(compiler);
    return compiler.dialect.json.keyValue(this.bound(compiler), false);
  }
}

class KeyIn extends In {
  protected override itemSql(item: unknown, compiler: Compiler): Sql {
    return item instanceof Expression
      ? compiler.compile(item)
      : compiler.dialect.json.keyValue(this.bindValue(item, compiler), true);
  }
}

class KeyIsNull extends IsNull {
  override sql(compiler: Compiler): Sql {
    const { column, keys } = (this.lhs as KeyTransform).root();
    return compiler.dialect.json.isMissing(compiler.compile(column), keys, this.rhs === true);
  }
}

type LookupType = new (lhs: Expression, rhs: unknown) => Lookup;

/** A lookup of texts, on the key as text. */
function onText<T extends LookupType & { readonly lookupName: string }>(base: T): T {
  const made = class extends (base as unknown as typeof Exact) {
    constructor(lhs: Expression, rhs: unknown) {
      super(lhs instanceof KeyTransform ? new KeyTextTransform(lhs.key, lhs.lhs) : lhs, rhs);
    }

    protected override lhsSql(compiler: Compiler): Sql {
      return this.folded(super.lhsSql(compiler), compiler);
    }

    protected override rhsSql(compiler: Compiler): Sql {
      return this.folded(super.rhsSql(compiler), compiler);
    }

    private folded(side: Sql, { dialect }: Compiler): Sql {
      const template = this.lookupName.startsWith("i") ? dialect.json.folded : undefined;
      if (template === undefined) return side;
      return sql(
        template.replace("%s", () => side.text),
        side.params,
      );
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

    protected override bindValue(value: unknown, compiler: Compiler): unknown {
      if (!compiler.dialect.json.comparesBare) return super.bindValue(value, compiler);
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
  protected readonly mode: "all" | "any" | "one" = "one";

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
    const wanted = this.keys().map((key) => [
      ...keys,
      ...(key instanceof KeyTransform ? key.root().keys : [String(key)]),
    ]);
    if (wanted.length === 0 && !compiler.dialect.json.takesNoKeys)
      throw new InvalidValue(`The lookup "${this.lookupName}" takes at least one key.`);
    return compiler.dialect.json.hasKeys(lhs, wanted, this.mode);
  }
}

/** Has an object all of the keys? */
export class HasKeys extends HasKey {
  static override readonly lookupName: string = "hasKeys";
  protected override readonly mode: "all" | "any" = "all";

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
  protected override readonly mode = "any";
}

/** Does a JSON value contain another? Only where the database can tell. */
export class DataContains extends Contains {
  override prepare(value: unknown): unknown {
    return value;
  }

  protected override bindValue(value: unknown, compiler: Compiler): unknown {
    const output = this.lhs.outputOrUndefined ?? JSON_OUTPUT;
    return output.getDbPrepValue(value ?? JSON_NULL, compiler.dialect);
  }

  override sql(compiler: Compiler): Sql {
    const { contains } = compiler.dialect.json;
    if (contains === undefined) {
      throw new NotSupportedError(
        `The lookup "${this.lookupName}" of JSON is not supported by ${compiler.dialect.displayName}.`,
      );
    }
    return this.inOrder(contains, compiler.compile(this.lhs), this.rhsSql(compiler));
  }

  protected inOrder(contains: (whole: Sql, part: Sql) => Sql, lhs: Sql, rhs: Sql): Sql {
    return contains(lhs, rhs);
  }
}

export class ContainedBy extends DataContains {
  static override readonly lookupName = "containedBy";

  protected override inOrder(contains: (whole: Sql, part: Sql) => Sql, lhs: Sql, rhs: Sql): Sql {
    return contains(rhs, lhs);
  }
}
