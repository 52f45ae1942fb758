import type { ValueKind } from "../fields/field.ts";

/** Operators of arithmetic as expressions hold them; `%%` is modulo (a lone percent sign would be a placeholder). */
export type Operator = "+" | "-" | "*" | "/" | "%%" | "^" | "&" | "|" | "#" | "<<" | ">>";

const NUMERIC: readonly Operator[] = ["+", "-", "*", "/", "%%", "^"];
const BITWISE: readonly Operator[] = ["&", "|", "#", "<<", ">>"];

type Kind = ValueKind | undefined;

function numericKind(left: Kind, right: Kind): Kind {
  const numbers: readonly Kind[] = ["integer", "float", "decimal"];
  if (left === undefined) return numbers.includes(right) ? right : undefined;
  if (right === undefined) return numbers.includes(left) ? left : undefined;
  if (!numbers.includes(left) || !numbers.includes(right)) return undefined;
  if (left === right) return left;
  if (left === "integer") return right;
  if (right === "integer") return left;
  return undefined;
}

function durationSum(left: Kind, right: Kind): Kind {
  if (right !== "duration") return undefined;
  if (left === "date" || left === "datetime") return "datetime";
  return left === "time" || left === "duration" ? left : undefined;
}

function difference(left: Kind, right: Kind): Kind {
  const days: readonly Kind[] = ["date", "datetime"];
  if (days.includes(left) && days.includes(right)) return "duration";
  if (left === "time" && right === "time") return "duration";
  return durationSum(left, right);
}

/** Kind of value that an operator gives for two kinds; undefined where Django cannot tell either. */
export function combinedKind(operator: Operator, left: Kind, right: Kind): Kind {
  if (BITWISE.includes(operator))
    return left === "integer" && right === "integer" ? "integer" : undefined;
  const numeric = NUMERIC.includes(operator) ? numericKind(left, right) : undefined;
  if (numeric !== undefined) return numeric;
  if (operator === "+") return durationSum(left, right) ?? durationSum(right, left);
  return operator === "-" ? difference(left, right) : undefined;
}
