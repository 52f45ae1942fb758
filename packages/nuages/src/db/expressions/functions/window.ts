import { InvalidValue } from "../../errors.ts";
import type { Field } from "../../fields/field.ts";
import { fieldOfKind } from "../field-of-value.ts";
import { FuncExpression, type Argument, type FuncOptions } from "../func.ts";
import type { OutputOptions, PathOf, Typed, ValueOf } from "./argument-types.ts";

/** A function that stands before OVER only. */
class WindowFunction extends FuncExpression {
  readonly title: string;

  constructor(
    name: readonly [title: string, sql: string],
    args: readonly Argument[],
    kind?: string,
  ) {
    const [title, text] = name;
    const output = kind === undefined ? {} : { outputField: fieldOfKind(kind) };
    super(args, { function: text, ...output });
    this.title = title;
  }

  protected override inferOutput(): Field | undefined {
    return this.args[0]?.outputOrUndefined;
  }

  override get windowCompatible(): boolean {
    return true;
  }

  override describe(): string {
    return this.title;
  }
}

function plain<V>(title: string, text: string, kind: string): Typed<V> {
  return new WindowFunction([title, text], [], kind) as unknown as Typed<V>;
}

/** The number of the row in its window, from 1. */
export function RowNumber(): Typed<number> {
  return plain("RowNumber", "ROW_NUMBER", "integer");
}

/** The place of the row; equal rows share it, and leave a gap after them. */
export function Rank(): Typed<number> {
  return plain("Rank", "RANK", "integer");
}

/** The place of the row; equal rows share it, without gaps. */
export function DenseRank(): Typed<number> {
  return plain("DenseRank", "DENSE_RANK", "integer");
}

/** The place of the row as a share of the way from the first to the last, 0 to 1. */
export function PercentRank(): Typed<number> {
  return plain("PercentRank", "PERCENT_RANK", "float");
}

/** The share of the rows up to this one and its equals, above 0 to 1. */
export function CumeDist(): Typed<number> {
  return plain("CumeDist", "CUME_DIST", "float");
}

function requirePositive(value: number, name: string, title: string): void {
  if (Number.isSafeInteger(value) && value > 0) return;
  throw new InvalidValue(`${title} requires a positive whole number for "${name}".`);
}

/** The part of the window in which the row is, when it is cut into `buckets` equal parts. */
export function Ntile(buckets = 1): Typed<number> {
  requirePositive(buckets, "buckets", "Ntile");
  return new WindowFunction(["Ntile", "NTILE"], [buckets], "integer") as unknown as Typed<number>;
}

function outputOf(options: OutputOptions): FuncOptions {
  return options as FuncOptions;
}

class Neighbour extends WindowFunction {
  constructor(
    name: readonly [title: string, sql: string],
    args: readonly Argument[],
    options: FuncOptions,
  ) {
    super(name, args);
    this.givenOutput = options.outputField;
  }
}

function neighbour<const A extends Argument>(
  name: readonly [title: string, sql: string],
  [source, offset, otherwise]: readonly [A, number, Argument | undefined],
  options: OutputOptions,
): Typed<ValueOf<A> | null, PathOf<A>> {
  const [title] = name;
  if (source === null || source === undefined)
    throw new InvalidValue(`${title} requires a non-null source expression.`);
  requirePositive(offset, "offset", title);
  const args = otherwise === undefined || otherwise === null ? [] : [otherwise];
  const made = new Neighbour(name, [source, offset, ...args], outputOf(options));
  return made as unknown as Typed<ValueOf<A> | null, PathOf<A>>;
}

/** The value in the row `offset` rows before; `otherwise` where there is none. */
export function Lag<const A extends Argument>(
  source: A,
  offset = 1,
  otherwise?: Argument,
  options: OutputOptions = {},
): Typed<ValueOf<A> | null, PathOf<A>> {
  return neighbour(["Lag", "LAG"], [source, offset, otherwise], options);
}

/** The value in the row `offset` rows after; `otherwise` where there is none. */
export function Lead<const A extends Argument>(
  source: A,
  offset = 1,
  otherwise?: Argument,
  options: OutputOptions = {},
): Typed<ValueOf<A> | null, PathOf<A>> {
  return neighbour(["Lead", "LEAD"], [source, offset, otherwise], options);
}

/** The value in the first row of the frame. */
export function FirstValue<const A extends Argument>(
  source: A,
  options: OutputOptions = {},
): Typed<ValueOf<A> | null, PathOf<A>> {
  const made = new Neighbour(["FirstValue", "FIRST_VALUE"], [source], outputOf(options));
  return made as unknown as Typed<ValueOf<A> | null, PathOf<A>>;
}

/** The value in the last row of the frame; with an order and no frame that is the current row. */
export function LastValue<const A extends Argument>(
  source: A,
  options: OutputOptions = {},
): Typed<ValueOf<A> | null, PathOf<A>> {
  const made = new Neighbour(["LastValue", "LAST_VALUE"], [source], outputOf(options));
  return made as unknown as Typed<ValueOf<A> | null, PathOf<A>>;
}

/** The value in the n-th row of the frame, from 1; NULL while there is none. */
export function NthValue<const A extends Argument>(
  source: A,
  nth = 1,
  options: OutputOptions = {},
): Typed<ValueOf<A> | null, PathOf<A>> {
  if (source === null || source === undefined)
    throw new InvalidValue("NthValue requires a non-null source expression.");
  requirePositive(nth, "nth", "NthValue");
  const made = new Neighbour(["NthValue", "NTH_VALUE"], [source, nth], outputOf(options));
  return made as unknown as Typed<ValueOf<A> | null, PathOf<A>>;
}
