import { InvalidValue } from "../../errors.ts";
import type { NullWith } from "../../query/value-types.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import { joinSql, sql, type Sql } from "../../sql/fragment.ts";
import { ValueExpression } from "../combinable.ts";
import { Expression } from "../expression.ts";
import type {
  Argument,
  LastOptions,
  OutputOptions,
  PathOf,
  PathsOf,
  Typed,
  ValueOf,
} from "./argument-types.ts";
import { defineFunction } from "./define-function.ts";
import type { Binary, Same, Unary } from "./factory-types.ts";

/** A count that is given as a plain number must not be below `least`. */
function requireCount(value: Argument | undefined, name: string, least: 0 | 1): void {
  if (value instanceof Expression || !(Number(value) < least)) return;
  throw new InvalidValue(`"${name}" must be greater than ${least === 1 ? "0" : "or equal to 0"}.`, {
    hint: "Positions and lengths are counted in characters.",
  });
}

function counted(name: string, least: 0 | 1): (args: readonly Argument[]) => readonly Argument[] {
  return (args) => {
    requireCount(args[1], name, least);
    return args;
  };
}

/** The text in lower case. SQLite and Django's users there: ASCII letters only. */
export const Lower = defineFunction<Same>("Lower", {
  function: "LOWER",
  arity: 1,
  lookupName: "lower",
});

/** The text in upper case. On SQLite ASCII letters only. */
export const Upper = defineFunction<Same>("Upper", {
  function: "UPPER",
  arity: 1,
  lookupName: "upper",
});

/** How many characters the text has. */
export const Length = defineFunction<Unary<number>>("Length", {
  function: "LENGTH",
  arity: 1,
  output: "integer",
  lookupName: "length",
  vendors: { mysql: { function: "CHAR_LENGTH" } },
});

/** The text without blanks at both ends. */
export const Trim = defineFunction<Same>("Trim", {
  function: "TRIM",
  arity: 1,
  lookupName: "trim",
});

/** The text without blanks at its beginning. */
export const LTrim = defineFunction<Same>("LTrim", {
  function: "LTRIM",
  arity: 1,
  lookupName: "ltrim",
});

/** The text without blanks at its end. */
export const RTrim = defineFunction<Same>("RTrim", {
  function: "RTRIM",
  arity: 1,
  lookupName: "rtrim",
});

/** The text from its last character to its first. */
export const Reverse = defineFunction<Same>("Reverse", {
  function: "REVERSE",
  arity: 1,
  lookupName: "reverse",
});

/** The character of a code point. */
export const Chr = defineFunction<Unary<string>>("Chr", {
  function: "CHR",
  arity: 1,
  output: "text",
  lookupName: "chr",
  vendors: {
    sqlite: { function: "CHAR" },
    mysql: { function: "CHAR", template: "%(function)s(%(expressions)s USING utf16)" },
  },
});

/** The code point of the first character. */
export const Ord = defineFunction<Unary<number>>("Ord", {
  function: "ASCII",
  arity: 1,
  output: "integer",
  lookupName: "ord",
  vendors: { sqlite: { function: "UNICODE" }, mysql: { function: "ORD" } },
});

type Texts = readonly [Argument, Argument, ...Argument[]];
interface ConcatFactory {
  <const A extends Texts>(...args: [...A, LastOptions]): Typed<string, PathsOf<A>>;
  <const A extends Texts>(...args: A): Typed<string, PathsOf<A>>;
}

function concatSql(parts: readonly Expression[], compiler: Compiler): Sql {
  const pieces = parts.map((part) => compiler.compile(part));
  const { vendor } = compiler.dialect;
  if (vendor === "mysql") {
    const { text, params } = joinSql(pieces, ", ");
    return sql(`CONCAT_WS('', ${text})`, params);
  }
  const asText = (text: string): string => (vendor === "postgresql" ? `(${text})::text` : text);
  const present = pieces.map(({ text, params }) => sql(`COALESCE(${asText(text)}, '')`, params));
  const { text, params } = joinSql(present, " || ");
  return sql(`(${text})`, params);
}

/** The texts one after the other; a NULL counts as an empty text. */
export const Concat = defineFunction<ConcatFactory>("Concat", {
  function: "CONCAT",
  arrange(args) {
    if (args.length < 2) throw new InvalidValue("Concat must take at least two expressions.");
    return args;
  },
  render: (call, compiler) => concatSql(call.sources(), compiler),
});

type Cut = <const A extends Argument>(
  source: A,
  length: Argument,
  options?: OutputOptions,
) => Typed<ValueOf<A>, PathOf<A>>;

/** The first `length` characters. */
export const Left = defineFunction<Cut>("Left", {
  function: "LEFT",
  arity: 2,
  output: ([source]) => source?.outputOrUndefined,
  arrange: counted("length", 1),
  render(call, compiler) {
    const [source, length] = call.sources();
    if (compiler.dialect.vendor !== "sqlite" || source === undefined || length === undefined)
      return undefined;
    const args = [source, new ValueExpression(1), length];
    return call.renderAs(compiler, { function: "SUBSTR" }, args);
  },
});

/** The last `length` characters. */
export const Right = defineFunction<Cut>("Right", {
  function: "RIGHT",
  arity: 2,
  output: ([source]) => source?.outputOrUndefined,
  arrange: counted("length", 1),
  render(call, compiler) {
    const [source, length] = call.sources();
    if (compiler.dialect.vendor !== "sqlite" || source === undefined || length === undefined)
      return undefined;
    const [text, count] = [compiler.compile(source), compiler.compile(length)];
    return sql(`SUBSTR(${text.text}, -(${count.text}), ${count.text})`, [
      ...text.params,
      ...count.params,
      ...count.params,
    ]);
  },
});

type SubstrFactory = <const A extends Argument>(
  source: A,
  position: Argument,
  length?: Argument | OutputOptions,
  options?: OutputOptions,
) => Typed<ValueOf<A>, PathOf<A>>;

/** `length` characters from `position` on, the first being 1; without length: the rest. */
export const Substr = defineFunction<SubstrFactory>("Substr", {
  function: "SUBSTR",
  output: ([source]) => source?.outputOrUndefined,
  arrange(args) {
    requireCount(args[1], "position", 1);
    return args.slice(0, 3);
  },
});

type ReplaceFactory = <
  const A extends Argument,
  const B extends Argument,
  const C extends Argument = "",
>(
  source: A,
  text: B,
  replacement?: C,
  options?: OutputOptions,
) => Typed<NullWith<string, [ValueOf<A>, ValueOf<B>, ValueOf<C>]>, PathsOf<readonly [A, B]>>;

/** The text with every `text` in it replaced; without replacement it is taken out. */
export const Replace = defineFunction<ReplaceFactory>("Replace", {
  function: "REPLACE",
  output: ([source]) => source?.outputOrUndefined,
  arrange: ([source = null, text = null, replacement = new ValueExpression("")]) => [
    source,
    text,
    replacement,
  ],
});

/** The text `count` times. */
export const Repeat = defineFunction<Binary<string>>("Repeat", {
  function: "REPEAT",
  arity: 2,
  output: ([source]) => source?.outputOrUndefined,
  arrange: counted("number", 0),
});

type PadFactory = <const A extends Argument>(
  source: A,
  length: Argument,
  fill?: Argument,
  options?: OutputOptions,
) => Typed<NullWith<string, [ValueOf<A>]> | null, PathOf<A>>;

function padded([
  source = null,
  length = null,
  fill = new ValueExpression(" "),
]: readonly Argument[]): Argument[] {
  requireCount(length, "length", 0);
  return [source, length, fill];
}

/** The text filled up on the left to `length` characters, or cut to them. */
export const LPad = defineFunction<PadFactory>("LPad", {
  function: "LPAD",
  output: ([source]) => source?.outputOrUndefined,
  arrange: padded,
});

/** The text filled up on the right to `length` characters, or cut to them. */
export const RPad = defineFunction<PadFactory>("RPad", {
  function: "RPAD",
  output: ([source]) => source?.outputOrUndefined,
  arrange: padded,
});

/** Where a text stands in another, from 1; 0 when it does not. */
export const StrIndex = defineFunction<Binary<number>>("StrIndex", {
  function: "INSTR",
  arity: 2,
  output: "integer",
  vendors: { postgresql: { function: "STRPOS" } },
});
