import { JSONField } from "../../fields/other-fields.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import { joinSql, sql, type Sql } from "../../sql/fragment.ts";
import { ValueExpression } from "../combinable.ts";
import type { Expression } from "../expression.ts";
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
    const { text, params } = itemsSql(this.args, compiler);
    return sql(`${postgres ? "JSONB_BUILD_OBJECT" : "JSON_OBJECT"}(${text})`, params);
  }

  override describe(): string {
    return "JSONObject";
  }
}

/** PostgreSQL cannot tell of what type a bound value is among others. */
function itemsSql(items: readonly Expression[], compiler: Compiler): Sql {
  const { dialect } = compiler;
  const pieces = items.map((item) => {
    const piece = compiler.compile(item);
    if (dialect.vendor !== "postgresql" || !(item instanceof ValueExpression)) return piece;
    const type = item.outputOrUndefined?.castDbType(dialect) ?? "text";
    return sql(`(${piece.text})::${type}`, piece.params);
  });
  return joinSql(pieces, ", ");
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
  render(call, compiler) {
    if (compiler.dialect.vendor !== "postgresql") return undefined;
    const { text, params } = itemsSql(call.sources(), compiler);
    return sql(`JSONB_BUILD_ARRAY(${text})`, params);
  },
});
