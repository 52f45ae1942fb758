import { NuagesError } from "../errors/index.ts";

/** The header `Plural-Forms` of a catalog is not what gettext understands. */
export class InvalidPluralForms extends NuagesError {
  readonly code = "i18n.plural_forms";

  constructor(header: string, problem: string) {
    const shown = header.length > 200 ? `${header.slice(0, 200)}…` : header;
    super(`The plural rule "${shown}" of a catalog is wrong: ${problem}.`, {
      hint: 'Expected a C expression of n, such as "nplurals=2; plural=(n != 1);".',
    });
  }
}

/** Which form a number needs, from 0. */
export type PluralRule = (count: number) => number;

const TOKEN = /\s*(?:(\d+)|(n)|(\|\||&&|==|!=|<=|>=|[-+*/%<>!?:()]))/y;
const MAX_LENGTH = 1_000;
const MAX_DEPTH = 20;

type Evaluate = (n: number) => number;

/** Binary operators by how tightly they bind, loosest first. */
const LEVELS: readonly (readonly string[])[] = [
  ["||"],
  ["&&"],
  ["==", "!="],
  ["<", ">", "<=", ">="],
  ["+", "-"],
  ["*", "/", "%"],
];

const OPERATIONS: ReadonlyMap<string, (left: number, right: number) => number> = new Map([
  ["==", (left, right) => Number(left === right)],
  ["!=", (left, right) => Number(left !== right)],
  ["<", (left, right) => Number(left < right)],
  [">", (left, right) => Number(left > right)],
  ["<=", (left, right) => Number(left <= right)],
  [">=", (left, right) => Number(left >= right)],
  ["+", (left, right) => left + right],
  ["-", (left, right) => left - right],
  ["*", (left, right) => left * right],
  ["/", (left, right) => Math.trunc(left / right)],
  ["%", (left, right) => left % right],
]);

/** Reads a plural expression; nothing of it is run as code. */
class ExpressionReader {
  readonly #source: string;
  readonly #tokens: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#source = source;
    this.#tokens = this.#tokenize();
  }

  read(): Evaluate {
    const evaluate = this.#conditional();
    if (this.#at < this.#tokens.length)
      throw this.#error(`"${this.#tokens[this.#at]}" is unexpected`);
    return evaluate;
  }

  #tokenize(): string[] {
    if (this.#source.length > MAX_LENGTH) throw this.#error("it is too long");
    const tokens: string[] = [];
    const source = this.#source.trimEnd();
    TOKEN.lastIndex = 0;
    while (TOKEN.lastIndex < source.length) {
      const at = TOKEN.lastIndex;
      const match = TOKEN.exec(source);
      if (match === null)
        throw this.#error(`"${source.slice(at, at + 10)}" is no part of an expression`);
      tokens.push(match[0].trim());
    }
    return tokens;
  }

  #error(problem: string): InvalidPluralForms {
    return new InvalidPluralForms(this.#source, problem);
  }

  #take(token: string): boolean {
    if (this.#tokens[this.#at] !== token) return false;
    this.#at += 1;
    return true;
  }

  #conditional(): Evaluate {
    this.#depth += 1;
    if (this.#depth > MAX_DEPTH) throw this.#error("it is nested too deep");
    const condition = this.#binary(0);
    let evaluate = condition;
    if (this.#take("?")) {
      const yes = this.#conditional();
      if (!this.#take(":")) throw this.#error('":" is missing');
      const no = this.#conditional();
      evaluate = (n) => (condition(n) === 0 ? no(n) : yes(n));
    }
    this.#depth -= 1;
    return evaluate;
  }

  #binary(level: number): Evaluate {
    const operators = LEVELS[level];
    if (operators === undefined) return this.#unary();
    let left = this.#binary(level + 1);
    for (;;) {
      const operator = this.#tokens[this.#at] ?? "";
      if (!operators.includes(operator)) return left;
      this.#at += 1;
      left = combine(operator, left, this.#binary(level + 1));
    }
  }

  #unary(): Evaluate {
    if (this.#take("!")) {
      const operand = this.#unary();
      return (n) => Number(operand(n) === 0);
    }
    return this.#primary();
  }

  #primary(): Evaluate {
    const token = this.#tokens[this.#at];
    this.#at += 1;
    if (token === "n") return (n) => n;
    if (token !== undefined && /^\d+$/.test(token)) {
      const value = Number(token);
      return () => value;
    }
    if (token !== "(")
      throw this.#error(token === undefined ? "it ends too early" : `"${token}" is unexpected`);
    const inner = this.#conditional();
    if (!this.#take(")")) throw this.#error('")" is missing');
    return inner;
  }
}

function combine(operator: string, left: Evaluate, right: Evaluate): Evaluate {
  if (operator === "||") return (n) => Number(left(n) !== 0 || right(n) !== 0);
  if (operator === "&&") return (n) => Number(left(n) !== 0 && right(n) !== 0);
  const operation = OPERATIONS.get(operator);
  return (n) => operation?.(left(n), right(n)) ?? 0;
}

/**
 * The rule of a catalog's header `Plural-Forms`, such as `nplurals=2; plural=(n != 1);`.
 *
 * @throws InvalidPluralForms when it is none.
 */
export function parsePluralForms(header: string): PluralRule {
  const expression = /(?:^|;)\s*plural\s*=([^;]*);?\s*$/.exec(header)?.[1] ?? "";
  const evaluate = new ExpressionReader(expression).read();
  return (count) => {
    const form = evaluate(Math.trunc(count));
    return Number.isFinite(form) ? form : 0;
  };
}

/** The rule where a catalog says nothing: one, and all others. */
export const defaultPluralRule: PluralRule = (count) => (count === 1 ? 0 : 1);
