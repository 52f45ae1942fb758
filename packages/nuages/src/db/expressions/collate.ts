import { InvalidValue } from "../errors.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import type { WrittenExpression } from "./expression.ts";
import { FuncExpression, type Argument } from "./func.ts";
import type { PathOf, Typed, ValueOf } from "./functions/argument-types.ts";

const COLLATION = /^[\w-]+$/;

/** The expression that {@link Collate} makes. */
export class CollateExpression extends FuncExpression {
  readonly collation: string;

  constructor(source: Argument, collation: string) {
    if (typeof collation !== "string" || !COLLATION.test(collation))
      throw new InvalidValue(`Invalid collation name: "${String(collation).slice(0, 60)}".`, {
        hint: "A name of letters, digits, underscores and hyphens.",
      });
    super([source]);
    this.collation = collation;
  }

  override sql(compiler: Compiler): Sql {
    const [source] = this.args;
    const inner = source === undefined ? sql("NULL") : compiler.compile(source);
    return sql(`${inner.text} COLLATE ${compiler.dialect.quote(this.collation)}`, inner.params);
  }

  override written(): WrittenExpression {
    return { call: "Collate", args: [...this.writtenArgs().args, this.collation] };
  }

  override describe(): string {
    return "Collate";
  }
}

/** The text compared and ordered by a collation of the database: `Collate("name", "nocase")`. */
export function Collate<const A extends Argument>(
  source: A,
  collation: string,
): Typed<ValueOf<A>, PathOf<A>> {
  return new CollateExpression(source, collation) as unknown as Typed<ValueOf<A>, PathOf<A>>;
}
