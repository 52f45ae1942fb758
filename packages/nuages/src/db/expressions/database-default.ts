import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import { Combinable, ValueExpression } from "./combinable.ts";
import { Expression } from "./expression.ts";

/** What the database would put into the column of a new row. Django: `DatabaseDefault` */
export class DatabaseDefault extends Combinable<unknown, never> {
  readonly field: Field;

  constructor(field: Field) {
    super(field);
    this.field = field;
  }

  override sql(compiler: Compiler): Sql {
    if (compiler.dialect.features.supportsDefaultKeyword) return sql("DEFAULT");
    const { dbDefault } = this.field.options;
    const value =
      dbDefault instanceof Expression
        ? dbDefault
        : new ValueExpression(dbDefault, { outputField: this.field });
    return compiler.compile(value.resolve(compiler.query, { allowJoins: false, forSave: true }));
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }
}
