import { InvalidUse, InvalidValue } from "../errors.ts";
import { ValueExpression } from "../expressions/combinable.ts";
import { Expression, type ResolveOptions } from "../expressions/expression.ts";
import type { Query } from "../query/query.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import {
  EmptyResultSet,
  FullResultSet,
  constant,
  joinSql,
  sql,
  type Sql,
} from "../sql/fragment.ts";
import { Lookup, isQuery, listSql } from "./lookup.ts";
import { Operand } from "./operand.ts";

/** Lookups that are an operator of the database between two sides. */
export abstract class BuiltinLookup extends Lookup {
  override sql(compiler: Compiler): Sql {
    const lhs = this.lhsSql(compiler);
    const rhs = this.rhsSql(compiler);
    const operator = this.operator(compiler);
    return sql(`${lhs.text} ${operator.replace("%s", () => rhs.text)}`, [
      ...lhs.params,
      ...rhs.params,
    ]);
  }

  protected operator(compiler: Compiler): string {
    return compiler.dialect.operators.get(this.lookupName) ?? "= %s";
  }
}

/** Which values of an integer column's range a comparison can be true for. */
type OverflowAnswer = "none" | "all";

/** Comparisons with an integer column: values outside its range are answered without the database. */
abstract class OrderedLookup extends BuiltinLookup {
  /** Answer for a value above, and below, the range. */
  protected readonly overflow: readonly [above: OverflowAnswer, below: OverflowAnswer] = [
    "none",
    "none",
  ];

  override prepare(value: unknown): unknown {
    return super.prepare(this.round(value));
  }

  /** Integer columns: which whole number stands for a fraction. */
  protected round(value: unknown): unknown {
    return value;
  }

  override sql(compiler: Compiler): Sql {
    this.refuseOverflow(compiler);
    return super.sql(compiler);
  }

  private refuseOverflow(compiler: Compiler): void {
    if (this.rhsIsExpression || this.slot >= 0) return;
    const field = this.lhs.outputOrUndefined?.targetField;
    const range = field?.kind === "integer" ? compiler.dialect.integerRange(field) : undefined;
    const { rhs } = this;
    if (range === undefined || (typeof rhs !== "number" && typeof rhs !== "bigint")) return;
    const side = rhs > range[1] ? 0 : rhs < range[0] ? 1 : undefined;
    if (side === undefined) return;
    throw this.overflow[side] === "all" ? new FullResultSet() : new EmptyResultSet();
  }

  /** Only numbers that the column surely can hold go through a slot; others are part of the query. */
  protected override take(operand: Operand): void {
    const field = this.lhs.outputOrUndefined?.targetField;
    const fixed = field?.kind === "integer" && !fits(field.getInternalType(), operand.value);
    super.take(fixed ? new Operand(operand.value, -1, operand.normalize) : operand);
  }
}

/** Is `value` a whole number (or an instance with such a key) that every column of the type can hold? */
function fits(internalType: string, value: unknown): boolean {
  if (typeof value === "object" || typeof value === "boolean") return true;
  if (typeof value !== "number") return false;
  if (internalType.startsWith("Small") || internalType.startsWith("PositiveSmall")) return false;
  if (internalType.startsWith("Positive") && value < 0) return false;
  return internalType.includes("Big") ? true : Math.abs(value) <= 2_147_483_647;
}

export class Exact extends OrderedLookup {
  static override readonly lookupName = "exact";

  protected override take(operand: Operand): void {
    super.take(operand);
    if (isQuery(this.rhs)) this.rhs = this.rhs.query.asSingleValue(this.rhs);
  }

  /** In a schema a truth value is said by its column alone, as Django says it. */
  override sql(compiler: Compiler): Sql {
    const { rhs, lhs } = this;
    const isFlag = typeof rhs === "boolean" && lhs.outputOrUndefined?.kind === "boolean";
    if (compiler.isSchema !== true || !isFlag) return super.sql(compiler);
    const { text, params } = this.lhsSql(compiler);
    return sql(rhs ? text : `NOT ${text}`, params);
  }
}

export class IExact extends BuiltinLookup {
  static override readonly lookupName = "iexact";

  protected override bindValue(value: unknown, compiler: Compiler): unknown {
    const bound = this.comparesJson ? value : super.bindValue(value, compiler);
    const isPattern = compiler.dialect.operators.get("iexact")?.includes("LIKE") === true;
    if (bound === null) return bound;
    return isPattern ? escapeLike(bound) : String(bound);
  }

  /** A JSON column is compared with the text as it is, as by the other lookups of texts. */
  private get comparesJson(): boolean {
    return this.lhs.outputOrUndefined?.targetField.kind === "json";
  }
}

/** Text for LIKE in which nothing is a wildcard. */
export function escapeLike(value: unknown): string {
  return String(value).replaceAll(/[\\%_]/g, (char) => `\\${char}`);
}

export class GreaterThan extends OrderedLookup {
  static override readonly lookupName: string = "gt";
  protected override readonly overflow = ["none", "all"] as const;
}

/** `5.5` compares with whole numbers as 6 from below. */
function ceiling(value: unknown): unknown {
  return typeof value === "number" && Number.isFinite(value) ? Math.ceil(value) : value;
}

export class GreaterThanOrEqual extends OrderedLookup {
  static override readonly lookupName: string = "gte";
  protected override readonly overflow = ["none", "all"] as const;

  protected override round(value: unknown): unknown {
    return this.lhs.outputOrUndefined?.targetField.kind === "integer" ? ceiling(value) : value;
  }
}

export class LessThan extends OrderedLookup {
  static override readonly lookupName: string = "lt";
  protected override readonly overflow = ["all", "none"] as const;

  protected override round(value: unknown): unknown {
    return this.lhs.outputOrUndefined?.targetField.kind === "integer" ? ceiling(value) : value;
  }
}

export class LessThanOrEqual extends OrderedLookup {
  static override readonly lookupName: string = "lte";
  protected override readonly overflow = ["all", "none"] as const;
}

/** Values of a list: expressions stay, nothing else than plain values comes in. */
function listOf(value: unknown, lookup: string): unknown[] {
  if (
    typeof value === "string" ||
    typeof value !== "object" ||
    value === null ||
    !(Symbol.iterator in value)
  ) {
    throw new InvalidUse(`The lookup "${lookup}" takes a list of values or a queryset.`);
  }
  return [...(value as Iterable<unknown>)];
}

/** Lookups whose right side is a list. */
abstract class ListLookup extends BuiltinLookup {
  protected override take(operand: Operand): void {
    if (isQuery(operand.value) || operand.value instanceof Expression) {
      super.take(operand);
      return;
    }
    this.rhs = listOf(operand.value, this.lookupName).map((item) =>
      item instanceof Expression || item === null || item === undefined
        ? (item ?? null)
        : this.prepare(operand.normalize(item)),
    );
  }

  protected items(): readonly unknown[] {
    return this.rhs as readonly unknown[];
  }

  override sources(): readonly Expression[] {
    if (!Array.isArray(this.rhs)) return super.sources();
    return [this.lhs, ...this.items().filter((item) => item instanceof Expression)];
  }

  override withSources(sources: readonly Expression[]): Expression {
    if (!Array.isArray(this.rhs)) return super.withSources(sources);
    const copy = this.copy();
    const rest = sources.slice(1);
    copy.lhs = sources[0] ?? this.lhs;
    copy.rhs = this.items().map((item) => (item instanceof Expression ? rest.shift() : item));
    return copy;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    if (!Array.isArray(this.rhs)) return super.resolve(query, options);
    const type = this.constructor as new (lhs: Expression, rhs: unknown) => Lookup;
    const items = this.items().map((item) =>
      item instanceof Expression ? item.resolve(query, options) : item,
    );
    return new type(this.lhs.resolve(query, options), items);
  }

  protected itemSql(item: unknown, compiler: Compiler): Sql {
    if (item instanceof Expression) return compiler.compile(item);
    return sql("%s", [constant(this.bindValue(item, compiler))]);
  }
}

export class In extends ListLookup {
  static override readonly lookupName = "in";

  protected override take(operand: Operand): void {
    super.take(operand);
    if (isQuery(this.rhs)) this.rhs = this.rhs.query.asValueList(this.rhs);
  }

  override sql(compiler: Compiler): Sql {
    const lhs = this.lhsSql(compiler);
    if (isQuery(this.rhs)) {
      const rhs = listSql(this.rhs, compiler);
      return sql(`${lhs.text} IN ${rhs.text}`, [...lhs.params, ...rhs.params]);
    }
    if (this.rhs instanceof Expression) {
      const rhs = compiler.compile(this.rhs);
      return sql(`${lhs.text} IN ${rhs.text}`, [...lhs.params, ...rhs.params]);
    }
    const pieces = distinct(this.items()).map((item) => this.itemSql(item, compiler));
    if (pieces.length === 0) throw new EmptyResultSet();
    const { text, params } = joinSql(pieces, ", ");
    return sql(`${lhs.text} IN (${text})`, [...lhs.params, ...params]);
  }
}

function distinct(items: readonly unknown[]): unknown[] {
  return [...new Set(items)].filter(
    (item) => item !== null && !(item instanceof ValueExpression && item.value === null),
  );
}

export class Range extends ListLookup {
  static override readonly lookupName = "range";

  override sql(compiler: Compiler): Sql {
    const [low, high, ...more] = this.items();
    if (high === undefined || more.length > 0)
      throw new InvalidUse('The lookup "range" takes two values.');
    const lhs = this.lhsSql(compiler);
    const [from, to] = [this.itemSql(low, compiler), this.itemSql(high, compiler)];
    return sql(`${lhs.text} BETWEEN ${from.text} AND ${to.text}`, [
      ...lhs.params,
      ...from.params,
      ...to.params,
    ]);
  }
}

export class IsNull extends BuiltinLookup {
  static override readonly lookupName = "isnull";

  protected override take(operand: Operand): void {
    if (typeof operand.value !== "boolean") {
      throw new InvalidValue('The lookup "isnull" takes true or false.');
    }
    this.rhs = operand.value;
  }

  override sql(compiler: Compiler): Sql {
    if (this.lhs instanceof ValueExpression) {
      if ((this.lhs.value === null) === this.rhs) throw new FullResultSet();
      throw new EmptyResultSet();
    }
    const lhs = compiler.compile(this.lhs);
    return sql(`${lhs.text} IS ${this.rhs === true ? "NULL" : "NOT NULL"}`, lhs.params);
  }
}

/** @throws InvalidValue for a text with half of a character in it: databases store none, and compare it as they like */
function wholeText(value: unknown): unknown {
  if (typeof value !== "string" || value.isWellFormed()) return value;
  throw new InvalidValue("A text was expected, but half of a character is in it.", {
    hint: "The text has a lone surrogate (U+D800 to U+DFFF), which UTF-8 cannot hold. Use text.toWellFormed() to replace it.",
  });
}

/** Lookups that look for a piece of text. */
abstract class PatternLookup extends BuiltinLookup {
  protected readonly pattern: readonly [before: string, after: string] = ["%", "%"];

  protected override get preparesRhs(): boolean {
    return false;
  }

  override prepare(value: unknown): unknown {
    if (typeof value === "object" && value !== null && !("toString" in value))
      throw new InvalidValue("A text was expected.");
    return value;
  }

  protected override operator(compiler: Compiler): string {
    if (!this.rhsIsExpression) return super.operator(compiler);
    const pattern = compiler.dialect.patternOperators.get(this.lookupName) ?? "{}";
    return pattern.replace("{}", () => compiler.dialect.patternEscape.replace("{}", "%s"));
  }

  protected override bindValue(value: unknown, { dialect }: Compiler): unknown {
    const [before, after] = this.pattern;
    const isUuid = this.lhs.outputOrUndefined?.targetField.kind === "uuid";
    const uuid = isUuid && !dialect.features.nativeUuid;
    const text = wholeText(value);
    return `${before}${escapeLike(uuid ? String(text).replaceAll("-", "") : text)}${after}`;
  }
}

export class Contains extends PatternLookup {
  static override readonly lookupName: string = "contains";
}
export class IContains extends Contains {
  static override readonly lookupName: string = "icontains";
}
export class StartsWith extends PatternLookup {
  static override readonly lookupName: string = "startswith";
  protected override readonly pattern = ["", "%"] as const;
}
export class IStartsWith extends StartsWith {
  static override readonly lookupName: string = "istartswith";
}
export class EndsWith extends PatternLookup {
  static override readonly lookupName: string = "endswith";
  protected override readonly pattern = ["%", ""] as const;
}
export class IEndsWith extends EndsWith {
  static override readonly lookupName: string = "iendswith";
}

export class Regex extends BuiltinLookup {
  static override readonly lookupName: string = "regex";

  protected override get preparesRhs(): boolean {
    return false;
  }

  protected override bindValue(value: unknown): unknown {
    return String(wholeText(value));
  }
}
export class IRegex extends Regex {
  static override readonly lookupName: string = "iregex";
}

/** Lookups that every field has. */
export const builtinLookups = [
  Exact,
  IExact,
  GreaterThan,
  GreaterThanOrEqual,
  LessThan,
  LessThanOrEqual,
  In,
  Range,
  IsNull,
  Contains,
  IContains,
  StartsWith,
  IStartsWith,
  EndsWith,
  IEndsWith,
  Regex,
  IRegex,
] as const;
