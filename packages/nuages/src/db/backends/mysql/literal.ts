import { Buffer } from "node:buffer";
import { inspect } from "node:util";

import { InterfaceError, ProgrammingError } from "../../errors.ts";

const NUMBER = /^-?\d+(?:\.\d+)?$/;

/** A number that JavaScript cannot hold, as it stands in the statement. */
export class ExactNumber {
  readonly text: string;

  constructor(text: string) {
    if (!NUMBER.test(text)) throw new InterfaceError("A value cannot be bound: it is no number.");
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A number that is computed with as a floating-point one, whole or not. */
export class FloatNumber {
  readonly value: number;

  constructor(value: number) {
    this.value = value;
  }

  toString(): string {
    return String(this.value);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** A time of day. MySQL compares the results of functions with a plain text as texts, digit by digit. */
export class TimeOfDay {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }

  toString(): string {
    return this.text;
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("hex");
}

/**
 * A text as it stands in a statement. Backslashes mean something or not, as the mode of the session
 * says: a text with one is written in hexadecimal, which has one meaning in every mode.
 */
function textLiteral(text: string): string {
  if (text === "") return "''";
  if (text.includes("\\") || text.includes("\u0000"))
    return `_utf8mb4 X'${Buffer.from(text, "utf8").toString("hex")}'`;
  return `'${text.replaceAll("'", "''")}'`;
}

function floatLiteral(value: number): string {
  if (!Number.isFinite(value))
    throw new InterfaceError(`A value cannot be bound: MySQL has no ${value}.`);
  const text = String(value);
  return text.includes("e") ? text : `${text}e0`;
}

/**
 * A value as it stands in a statement, with its type: a prepared statement would take whole numbers
 * for floating-point ones and decimals for text. @throws InterfaceError for other than plain values
 */
export function mysqlLiteral(value: unknown): string {
  switch (typeof value) {
    case "string":
      return textLiteral(value);
    case "number":
      return Number.isInteger(value) && Math.abs(value) < 1e21
        ? String(value)
        : floatLiteral(value);
    case "bigint":
      return String(value);
    case "boolean":
      return value ? "TRUE" : "FALSE";
    default:
      if (value === null || value === undefined) return "NULL";
      if (value instanceof ExactNumber) return value.text;
      if (value instanceof FloatNumber) return floatLiteral(value.value);
      if (value instanceof TimeOfDay) return `TIME ${textLiteral(value.text)}`;
      if (value instanceof Uint8Array) return value.length === 0 ? "''" : `X'${hex(value)}'`;
      throw new InterfaceError(
        "A value cannot be bound: it is neither a text, a number nor bytes.",
      );
  }
}

const MAX_TEXTS = 500;
const PIECES = new Map<string, readonly string[]>();
/** Quoted texts, names and comments, in which a question mark is one; or a placeholder. */
const TOKENS =
  /'(?:[^'\\]|\\.|'')*'|"(?:[^"\\]|\\.|"")*"|`(?:[^`]|``)*`|--(?=[\s])[^\n]*|#[^\n]*|\/\*.*?\*\/|\?/gs;

function piecesOf(text: string): readonly string[] {
  const known = PIECES.get(text);
  if (known !== undefined) return known;
  const pieces: string[] = [];
  let start = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token !== "?") continue;
    pieces.push(text.slice(start, index));
    start = index + 1;
  }
  pieces.push(text.slice(start));
  if (PIECES.size >= MAX_TEXTS) PIECES.clear();
  PIECES.set(text, pieces);
  return pieces;
}

/** The statement with the values in the places of its question marks. */
export function withValues(text: string, params: readonly unknown[]): string {
  if (params.length === 0) return text;
  const pieces = piecesOf(text);
  if (pieces.length !== params.length + 1) {
    throw new ProgrammingError(
      `A statement has ${pieces.length - 1} placeholders and ${params.length} values.`,
      { details: { sql: text } },
    );
  }
  let result = pieces[0] ?? "";
  for (const [index, param] of params.entries())
    result += mysqlLiteral(param) + (pieces[index + 1] ?? "");
  return result;
}
