import type { Typed } from "./argument-types.ts";
import { defineFunction } from "./define-function.ts";

/** The moment of the statement, by the clock of the database. */
export const Now = defineFunction<() => Typed<Date>>("Now", {
  function: "CURRENT_TIMESTAMP",
  template: "CURRENT_TIMESTAMP",
  arity: 0,
  output: "datetime",
  vendors: {
    sqlite: { template: "STRFTIME('%%Y-%%m-%%d %%H:%%M:%%f', 'NOW')" },
    postgresql: { template: "STATEMENT_TIMESTAMP()" },
    mysql: { template: "CURRENT_TIMESTAMP(6)" },
  },
});
