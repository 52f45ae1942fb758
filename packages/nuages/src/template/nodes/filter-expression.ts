import type { CodeWriter } from "../compiler/code-writer.ts";
import { lookupCode } from "../compiler/lookup-code.ts";
import { resolveExpression } from "../compiler/render-nodes.ts";
import type { Context } from "../context.ts";
import type { AppliedFilter, ParsedExpression } from "../syntax/filter-expression.ts";
import type { Variable } from "../syntax/variable.ts";

/** What an expression gives for a variable that the context does not have. */
export type MissingValue = "null" | "invalid";

/** How {@link FilterExpression.code} is written. */
export interface ExpressionCodeOptions {
  /** For a missing variable: null, or the engine's `stringIfInvalid`. Default: `invalid`. */
  readonly missing?: MissingValue;
  /** Leave what must be awaited as it is, so that a queryset stays one. Default: false. */
  readonly lazy?: boolean;
}

/** A value with filters, as tags get it from `parser.compileFilter()`. Django: `FilterExpression`. */
export class FilterExpression {
  readonly text: string;
  readonly base: Variable;
  readonly filters: readonly AppliedFilter[];

  constructor({ text, base, filters }: ParsedExpression) {
    this.text = text;
    this.base = base;
    this.filters = filters;
  }

  /** True for a text or number that is written in the template, without filters. */
  get isLiteral(): boolean {
    return this.base.kind === "literal" && this.filters.length === 0;
  }

  /** The value of a literal; `undefined` for what the context decides. */
  get literal(): unknown {
    return this.base.kind === "literal" && this.filters.length === 0 ? this.base.value : undefined;
  }

  /**
   * The value for a context, for a tag's own `render()`; a promise when something must be awaited.
   *
   * @param missing What a variable gives that the context does not have. Default: `invalid`.
   */
  resolve(context: Context, { missing = "invalid" }: { missing?: MissingValue } = {}): unknown {
    return resolveExpression(this, context, missing);
  }

  /** Code of the value. */
  code(
    writer: CodeWriter,
    { missing = "invalid", lazy = false }: ExpressionCodeOptions = {},
  ): string {
    const [first] = this.filters;
    const base = this.baseCode(writer);
    if (first === undefined) {
      const value = lazy || this.base.kind !== "path" ? base : writer.readyVariable(base);
      return this.base.kind === "path" ? this.#orMissing(writer, value, missing) : value;
    }
    return this.#filtered(writer, first.filter.lazy ? base : writer.readyVariable(base), missing);
  }

  /** Code of the variable alone: `undefined` when it is missing, not awaited. */
  baseCode(writer: CodeWriter): string {
    return variableCode(writer, this.base, true);
  }

  #orMissing(writer: CodeWriter, code: string, missing: MissingValue): string {
    const value = writer.temp();
    const invalid = `s.missing(${writer.constant(this.base.text)})`;
    const otherwise = missing === "null" ? "null" : invalid;
    return `((${value}=${code})===undefined?${otherwise}:typeof ${value}==="symbol"?${invalid}:${value})`;
  }

  #filtered(writer: CodeWriter, base: string, missing: MissingValue): string {
    if (this.base.kind !== "path") return this.#applied(writer, base);
    const value = writer.temp();
    if (missing === "null") return this.#applied(writer, this.#orMissing(writer, base, missing));
    const invalid = `s.missing(${writer.constant(this.base.text)})`;
    const applied = this.#applied(writer, value);
    const given = `typeof(${value}=${base})==="symbol"&&(${value}=s.engine.stringIfInvalid)`;
    return `(${given},${value}===undefined&&(${value}="",s.hasInvalid)?${invalid}:${applied})`;
  }

  #applied(writer: CodeWriter, value: string): string {
    return this.filters.reduce((code, applied) => filterCode(writer, applied, code), value);
  }
}

function variableCode(writer: CodeWriter, variable: Variable, safeLiterals: boolean): string {
  switch (variable.kind) {
    case "literal":
      return literalCode(writer, variable.value, safeLiterals);
    case "translated":
      return `translate(${writer.constant(variable.message)})`;
    case "path":
      return lookupCode(writer, variable.path);
  }
}

function literalCode(writer: CodeWriter, value: unknown, safeLiterals: boolean): string {
  if (value === null || typeof value === "boolean") return String(value);
  if (typeof value === "object" && !safeLiterals) return writer.constant(String(value));
  return writer.constant(value);
}

function filterCode(
  writer: CodeWriter,
  { filter, argument }: AppliedFilter,
  input: string,
): string {
  const environment = { ae: "ae?on:off", true: "on", false: "off" }[writer.autoescape];
  const held = writer.temp();
  const value = filter.stringFilter
    ? `text(${held})`
    : filter.expectsLocaltime
      ? `local(${held},x)`
      : held;
  const argumentCode =
    argument === undefined ? "undefined" : argumentValue(writer, argument, filter.safeLiterals);
  const called = `${writer.constant(filter.apply)}(${value},${argumentCode},${environment})`;
  const result = filter.isSync ? called : writer.ready(called);
  return filter.isSafe ? `keep(${held}=${input},${result})` : `(${held}=${input},${result})`;
}

function argumentValue(writer: CodeWriter, argument: Variable, safeLiterals: boolean): string {
  const code = variableCode(writer, argument, safeLiterals);
  if (argument.kind !== "path") return code;
  return `need(${writer.readyVariable(code)},${writer.constant(argument.text)})`;
}
