import { compileFunction } from "node:vm";

import { DateTime } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { InvalidTypedValue } from "./errors.ts";

/** What an expression can name besides what every program can. */
const NAMES: Readonly<Record<string, unknown>> = {
  DateTime,
  Decimal,
  Temporal,
  /** This moment. */
  now: (): Date => new DateTime(),
};

/** Names for the line that tells what can be typed. */
export const TYPED_NAMES = Object.keys(NAMES);

/**
 * The value of an expression that a developer typed: `"unknown"`, `0`, `new Decimal("1.50")`. It runs
 * with all rights of the program, as the models and migrations of the project do: never give it a
 * text from anybody else.
 *
 * @throws InvalidTypedValue when it is no expression, fails, or gives `undefined`
 */
export function typedValue(expression: string): unknown {
  let value: unknown;
  try {
    const compiled = compileFunction(`"use strict"; return (${expression}\n);`, TYPED_NAMES);
    value = (compiled as (...args: unknown[]) => unknown)(...Object.values(NAMES));
  } catch (error) {
    throw InvalidTypedValue.failed(error);
  }
  if (value === undefined) throw InvalidTypedValue.undefinedValue();
  return value;
}
