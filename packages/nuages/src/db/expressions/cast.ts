import { FieldError } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { FieldType } from "../fields/field-types.ts";
import type { NullWith } from "../query/value-types.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import type { WrittenExpression } from "./expression.ts";
import { FuncExpression, type Argument } from "./func.ts";
import type { PathOf, Typed, ValueOf } from "./functions/argument-types.ts";

class CastExpression extends FuncExpression {
  constructor(source: Argument, outputField: Field) {
    super([source], { outputField });
  }

  override sql(compiler: Compiler): Sql {
    const { dialect } = compiler;
    const [source] = this.args;
    const inner = source === undefined ? sql("NULL") : compiler.compile(source);
    const type = this.outputField.castDbType(dialect);
    if (type === undefined)
      throw new FieldError(
        `${dialect.displayName} has no type for ${this.outputField.constructor.name}.`,
      );
    return sql(castText({ dialect, type, kind: this.outputField.kind }, inner.text), inner.params);
  }

  override written(): WrittenExpression {
    return { call: "Cast", args: [...this.writtenArgs().args, this.outputField] };
  }

  override describe(): string {
    return "Cast";
  }
}

interface CastTarget {
  readonly dialect: Compiler["dialect"];
  readonly type: string;
  readonly kind: Field["kind"];
}

function castText({ dialect, type, kind }: CastTarget, text: string): string {
  if (dialect.vendor === "postgresql") return `(${text})::${type}`;
  if (dialect.vendor === "mysql") {
    if (kind === "float") return `(${text} + 0.0)`;
    if (kind === "json") return `JSON_EXTRACT(${text}, '$')`;
    return `CAST(${text} AS ${type})`;
  }
  // SQLite has no types of time: a cast would read the leading digits as a number.
  if (kind === "datetime") return `STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', ${text})`;
  if (kind === "time") return `STRFTIME('%%H:%%M:%%f', ${text})`;
  if (kind === "date") return `DATE(${text})`;
  return `CAST(${text} AS ${type})`;
}

type CastValue<T> = T extends FieldType<infer V, boolean, boolean> ? V : unknown;

/**
 * The value as another kind: `Cast("pages", models.FloatField())`, or `Cast("pages", { outputField })`.
 * What cannot be converted is an error on PostgreSQL and 0 or NULL on SQLite.
 */
export function Cast<const A extends Argument, T extends object>(
  source: A,
  target: T | { readonly outputField: T },
): Typed<NullWith<CastValue<T>, [ValueOf<A>]>, PathOf<A>> {
  const field = "outputField" in target ? target.outputField : target;
  // The database gives what the field reads; a field's value type is only known to the compiler.
  return new CastExpression(source, field as Field) as unknown as Typed<
    NullWith<CastValue<T>, [ValueOf<A>]>,
    PathOf<A>
  >;
}
