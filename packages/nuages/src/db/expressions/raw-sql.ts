import { InvalidValue } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { constant, sql, type Sql } from "../sql/fragment.ts";
import { Combinable } from "./combinable.ts";
import type { Expression, WrittenExpression } from "./expression.ts";
import type { OutputOptions, Typed } from "./functions/argument-types.ts";

export class RawSQLExpression extends Combinable {
  readonly text: string;
  readonly params: readonly unknown[];

  constructor(text: string, params: readonly unknown[], outputField: Field | undefined) {
    super(outputField);
    const bare = text.replaceAll("%%", "");
    const places = bare.split("%s").length - 1;
    if (places !== params.length || bare.split("%").length - 1 !== places) {
      throw new InvalidValue(
        `RawSQL has ${places} places for values (%s), but ${params.length} values.`,
        { hint: 'Write "%%" for a percent sign.' },
      );
    }
    this.text = text;
    this.params = params;
  }

  override sql(): Sql {
    return sql(`(${this.text})`, this.params.map(constant));
  }

  override groupByColumns(): readonly Expression[] {
    return [this];
  }

  override written(): WrittenExpression {
    const { givenOutput: outputField } = this;
    const options = outputField === undefined ? [] : [{ outputField }];
    return { call: "RawSQL", args: [this.text, this.params, ...options] };
  }

  override describe(): string {
    return "RawSQL";
  }
}

/**
 * SQL of your own as an expression. Values belong into `params`, never into the text: `%s` stands for
 * each, `%%` for a percent sign. Without `outputField` the driver's value is given as it is.
 */
export function RawSQL<V = unknown>(
  text: string,
  params: readonly unknown[] = [],
  { outputField }: OutputOptions = {},
): Typed<V> {
  return new RawSQLExpression(
    text,
    params,
    outputField as Field | undefined,
  ) as unknown as Typed<V>;
}
