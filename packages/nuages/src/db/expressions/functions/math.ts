import { InvalidValue } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import { ValueExpression } from "../combinable.ts";
import type { Expression } from "../expression.ts";
import { fieldOfKind } from "../field-of-value.ts";
import { FuncExpression } from "../func.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import type { Sql } from "../../sql/fragment.ts";
import type { Argument, OutputOptions, PathOf, Typed, ValueOf } from "./argument-types.ts";
import {
  defineFunction,
  type DefinedFunction,
  type FunctionDefinition,
} from "./define-function.ts";
import type { PartialBinary, PartialUnary, Same, Unary } from "./factory-types.ts";

/** Whole numbers become fractions; decimals stay decimals. */
function numericOutput(args: readonly Expression[]): Field | undefined {
  const kinds = args.map((arg) => arg.outputOrUndefined?.targetField.kind);
  if (kinds.includes("decimal")) return fieldOfKind("decimal");
  if (kinds.includes("integer")) return fieldOfKind("float");
  return args[0]?.outputOrUndefined;
}

function numeric(name: string, vendors?: FunctionDefinition["vendors"]): FunctionDefinition {
  return {
    function: name,
    arity: 1,
    output: numericOutput,
    lookupName: name.toLowerCase(),
    ...(vendors === undefined ? {} : { vendors }),
  };
}

/** PostgreSQL has these functions of decimals only: fractions are cast on the way in. */
function exactOnPostgres(call: DefinedFunction, compiler: Compiler): Sql | undefined {
  if (compiler.dialect.vendor !== "postgresql") return undefined;
  const args = call
    .sources()
    .map((arg) =>
      arg.outputOrUndefined?.targetField.kind === "float" ? new ExactNumber(arg) : arg,
    );
  return call.renderAs(compiler, {}, args);
}

/** A fraction as a decimal of as many digits as it has. */
class ExactNumber extends FuncExpression {
  static override readonly template = "(%(expressions)s)::numeric(1000, 15)";

  constructor(source: Expression) {
    super([source]);
  }
}

/** The number without its sign. */
export const Abs = defineFunction<Same>("Abs", { function: "ABS", arity: 1, lookupName: "abs" });

/** The angle of a cosine, in radians; NULL on SQLite outside −1 to 1. */
export const ACos = defineFunction<PartialUnary<number>>("ACos", numeric("ACOS"));

/** The angle of a sine, in radians; NULL on SQLite outside −1 to 1. */
export const ASin = defineFunction<PartialUnary<number>>("ASin", numeric("ASIN"));

/** The angle of a tangent, in radians. */
export const ATan = defineFunction<Unary<number>>("ATan", numeric("ATAN"));

/** The angle of the point (`x`, `y`), in radians: `ATan2("y", "x")`. */
export const ATan2 = defineFunction<PartialBinary<number>>("ATan2", {
  function: "ATAN2",
  arity: 2,
  output: numericOutput,
});

/** The least whole number that is not below the number. */
export const Ceil = defineFunction<Same>("Ceil", {
  function: "CEILING",
  arity: 1,
  lookupName: "ceil",
});

/** The cosine of an angle in radians. */
export const Cos = defineFunction<Unary<number>>("Cos", numeric("COS"));

/** The cotangent of an angle in radians; NULL on SQLite where there is none. */
export const Cot = defineFunction<PartialUnary<number>>("Cot", numeric("COT"));

/** An angle in degrees from one in radians. */
export const Degrees = defineFunction<Unary<number>>("Degrees", numeric("DEGREES"));

/** e to the power of the number. */
export const Exp = defineFunction<PartialUnary<number>>("Exp", numeric("EXP"));

/** The greatest whole number that is not above the number. */
export const Floor = defineFunction<Same>("Floor", {
  function: "FLOOR",
  arity: 1,
  lookupName: "floor",
});

/** The natural logarithm; NULL on SQLite for what is not above 0. */
export const Ln = defineFunction<PartialUnary<number>>("Ln", numeric("LN"));

/** The logarithm of the second to the base of the first: `Log(2, "size")`. */
export const Log = defineFunction<PartialBinary<number>>("Log", {
  render: exactOnPostgres,
  function: "LOG",
  arity: 2,
  output: numericOutput,
});

/** The rest of a division, with the sign of the first. */
export const Mod = defineFunction<PartialBinary<number>>("Mod", {
  render: exactOnPostgres,
  function: "MOD",
  arity: 2,
  output: numericOutput,
});

type Constant = () => Typed<number>;

/** The number π. */
export const Pi = defineFunction<Constant>("Pi", { function: "PI", arity: 0, output: "float" });

/** The first to the power of the second. */
export const Power = defineFunction<PartialBinary<number>>("Power", {
  function: "POWER",
  arity: 2,
  output: numericOutput,
});

/** An angle in radians from one in degrees. */
export const Radians = defineFunction<Unary<number>>("Radians", numeric("RADIANS"));

type RoundFactory = <const A extends Argument>(
  source: A,
  precision?: Argument,
  options?: OutputOptions,
) => Typed<ValueOf<A>, PathOf<A>>;

/** The number rounded to `precision` places after the point; below 0 (not on SQLite): before it. Default: 0. */
export const Round = defineFunction<RoundFactory>("Round", {
  function: "ROUND",
  output: ([source]) => source?.outputOrUndefined,
  arrange: ([source = null, precision = 0]) => [source, precision],
  render(call, compiler) {
    const [, precision] = call.sources();
    const given = precision instanceof ValueExpression ? Number(precision.value) : 0;
    if (compiler.dialect.vendor === "sqlite" && given < 0) {
      throw new InvalidValue("SQLite does not support a negative precision of Round().", {
        hint: "Divide, round, and multiply again.",
      });
    }
    return exactOnPostgres(call, compiler);
  },
});

/** −1, 0 or 1. */
export const Sign = defineFunction<Unary<number>>("Sign", {
  function: "SIGN",
  arity: 1,
  lookupName: "sign",
});

/** The sine of an angle in radians. */
export const Sin = defineFunction<Unary<number>>("Sin", numeric("SIN"));

/** The square root; NULL on SQLite for what is below 0. */
export const Sqrt = defineFunction<PartialUnary<number>>("Sqrt", numeric("SQRT"));

/** The tangent of an angle in radians. */
export const Tan = defineFunction<Unary<number>>("Tan", numeric("TAN"));

/** A number from 0 to below 1, another for each row. */
export const Random = defineFunction<Constant>("Random", {
  function: "RAND",
  arity: 0,
  output: "float",
  vendors: { postgresql: { function: "RANDOM" } },
});
