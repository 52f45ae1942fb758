import { sql, type Sql } from "../sql/fragment.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { Combinable } from "./combinable.ts";
import type { Expression } from "./expression.ts";
import { fieldOfKind } from "./field-of-value.ts";

/** A random number for each row. */
export class Random extends Combinable<number, never> {
  constructor() {
    super(fieldOfKind("float"));
  }

  override sql(compiler: Compiler): Sql {
    return sql(compiler.dialect.vendor === "postgresql" ? "RANDOM()" : "RAND()");
  }

  override groupByColumns(): readonly Expression[] {
    return [];
  }
}
