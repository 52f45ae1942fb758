import { JSONField } from "../../fields/other-fields.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import { joinSql, sql, type Sql } from "../../sql/fragment.ts";
import { ValueExpression } from "../combinable.ts";
import { argument, FuncExpression, type FuncOptions } from "../func.ts";
import type { Argument, OutputOptions, PathsOf, PathOf, Typed } from "./argument-types.ts";
import { defineFunction } from "./define-function.ts";

type Fields = Readonly<Record<string, Argument>>;

class JSONObjectExpression extends FuncExpression {
  constructor(fields: Fields, options: FuncOptions = {}) {
    const args = Object.entries(fields).flatMap(([key, value]) => [
      new ValueExpression(key),
      argument(value),
    ]);
    super(args, { outputField: JSON_OUTPUT, ...options });
  }

  override sql(compiler: Compiler): Sql {
    const postgres = compiler.dialect.vendor === "postgresql";
    const pieces = this.args.map((arg, index) => {
      const piece = compiler.compile(arg);
      return postgres && index % 2 === 0 ? sql(`(${piece.text})::text`, piece.params) : piece;
    });
    const { text, params } = joinSql(pieces, ", ");
    return sql(`${postgres ? "JSONB_BUILD_OBJECT" : "JSON_OBJECT"}(${text})`, params);
  }

  override describe(): string {
    return "JSONObject";
  }
}

const JSON_OUTPUT = new JSONField();

/**
 * A JSON object made of other values: `JSONObject({ name: Lower("name"), age: "age" })`. Texts are
 * paths of fields.
 */
export function JSONObject<const F extends Fields = Record<never, never>>(
  fields?: F,
  options: OutputOptions = {},
): Typed<{ readonly [K in keyof F]: unknown }, PathOf<F[keyof F]>> {
  const made = new JSONObjectExpression(fields ?? {}, options as FuncOptions);
  // The database makes an object with these keys.
  return made as unknown as Typed<{ readonly [K in keyof F]: unknown }, PathOf<F[keyof F]>>;
}

type ArrayFactory = <const A extends readonly Argument[]>(
  ...args: A
) => Typed<unknown[], PathsOf<A>>;

/** A JSON array of other values: `JSONArray("name", Value(3))`. Texts are paths of fields. */
export const JSONArray = defineFunction<ArrayFactory>("JSONArray", {
  function: "JSON_ARRAY",
  output: () => JSON_OUTPUT,
  vendors: { postgresql: { function: "JSONB_BUILD_ARRAY" } },
});
