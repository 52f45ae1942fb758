import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** A condition of `{% if %}`. */
export type Condition =
  | { readonly kind: "value"; readonly expression: FilterExpression }
  | { readonly kind: "not"; readonly operand: Condition }
  | { readonly kind: "and" | "or"; readonly left: Condition; readonly right: Condition }
  | {
      readonly kind: "compare";
      readonly operator: string;
      readonly left: Condition;
      readonly right: Condition;
    };

/** Functions of the runtime behind the operators. */
const COMPARISONS: ReadonlyMap<string, string> = new Map([
  ["==", "equal"],
  ["!=", "notEqual"],
  ["<", "less"],
  ["<=", "lessOrEqual"],
  [">", "greater"],
  [">=", "greaterOrEqual"],
  ["in", "contained"],
  ["not in", "notContained"],
  ["is", "same"],
  ["is not", "notSame"],
]);

const OR = 1;
const AND = 2;
const NOT = 3;
const MEMBERSHIP = 4;
const COMPARE = 5;

function precedence(operator: string): number {
  if (operator === "or") return OR;
  if (operator === "and") return AND;
  if (operator === "in" || operator === "not in") return MEMBERSHIP;
  return COMPARISONS.has(operator) ? COMPARE : 0;
}

/** Reads a condition: `or` binds loosest, then `and`, `not`, `in`, the comparisons. */
class ConditionReader {
  readonly #parser: Parser;
  readonly #words: string[];
  #at = 0;

  constructor(parser: Parser, words: readonly string[]) {
    this.#parser = parser;
    this.#words = joinOperators(words);
  }

  read(): Condition {
    const condition = this.#expression(0);
    const left = this.#words[this.#at];
    if (left !== undefined) {
      throw new TemplateSyntaxError(`Unused "${left}" at the end of the {% if %} condition.`, {
        hint: "Join conditions by and, or, ==, !=, <, >, <=, >=, in, is.",
      });
    }
    return condition;
  }

  #expression(minimum: number): Condition {
    let left = this.#operand();
    for (;;) {
      const operator = this.#words[this.#at] ?? "";
      const power = precedence(operator);
      if (power === 0 || power <= minimum) return left;
      this.#at += 1;
      const right = this.#expression(power);
      left =
        operator === "and" || operator === "or"
          ? { kind: operator, left, right }
          : { kind: "compare", operator, left, right };
    }
  }

  #operand(): Condition {
    const word = this.#words[this.#at];
    if (word === undefined) {
      throw new TemplateSyntaxError("The {% if %} condition ends too early: a value is missing.");
    }
    this.#at += 1;
    if (word === "not") return { kind: "not", operand: this.#expression(NOT) };
    if (precedence(word) > 0) {
      throw new TemplateSyntaxError(`"${word}" stands where the {% if %} condition needs a value.`);
    }
    return { kind: "value", expression: this.#parser.compileFilter(word) };
  }
}

function joinOperators(words: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of words) {
    const before = joined.at(-1);
    if ((word === "in" && before === "not") || (word === "not" && before === "is")) {
      joined[joined.length - 1] = `${before} ${word}`;
    } else joined.push(word);
  }
  return joined;
}

/** Reads a condition. @throws TemplateSyntaxError when it is none. */
export function parseCondition(parser: Parser, words: readonly string[]): Condition {
  return new ConditionReader(parser, words).read();
}

/** Writes a condition; gives code of its truth. */
export function conditionCode(writer: CodeWriter, condition: Condition): string {
  switch (condition.kind) {
    case "value":
      return valueCode(writer, condition.expression);
    case "not":
      return `!${conditionCode(writer, condition.operand)}`;
    case "and":
    case "or":
    case "compare":
      return guarded(writer, condition);
  }
}

/** Django: a filter's argument that does not exist makes the whole condition false. */
function valueCode(writer: CodeWriter, expression: FilterExpression): string {
  const code = (): string => `truthy(${expression.code(writer, { missing: "null" })})`;
  if (!expression.filters.some(({ argument }) => argument?.kind === "path")) return code();
  const result = writer.unique();
  writer.line(`let ${result};try{${result}=${code()};}`);
  writer.line(`catch(e){if(!isMissing(e))throw e;${result}=false;}`);
  return result;
}

/** Django: an operator whose operands fail is false, whatever the error. */
function guarded(
  writer: CodeWriter,
  condition: Exclude<Condition, { kind: "value" | "not" }>,
): string {
  const result = writer.unique();
  writer.line(`let ${result}=false;try{`);
  writer.line(`${result}=${operationCode(writer, condition)};`);
  writer.line(`}catch{${result}=false;}`);
  return result;
}

function operationCode(
  writer: CodeWriter,
  condition: Exclude<Condition, { kind: "value" | "not" }>,
): string {
  if (condition.kind === "compare") {
    const left = operandCode(writer, condition.left);
    const right = operandCode(writer, condition.right);
    return `${COMPARISONS.get(condition.operator)}(${left},${right})`;
  }
  const value = writer.unique();
  writer.line(`let ${value}=${conditionCode(writer, condition.left)};`);
  writer.line(condition.kind === "and" ? `if(${value}){` : `if(!${value}){`);
  writer.line(`${value}=${conditionCode(writer, condition.right)};}`);
  return value;
}

function operandCode(writer: CodeWriter, condition: Condition): string {
  return condition.kind === "value"
    ? condition.expression.code(writer, { missing: "null" })
    : conditionCode(writer, condition);
}

interface Branch {
  /** Missing for `{% else %}`. */
  readonly condition: Condition | undefined;
  readonly nodes: NodeList;
}

/** `{% if %}…{% elif %}…{% else %}…{% endif %}`. */
class IfNode extends Node {
  readonly branches: readonly Branch[];

  constructor(branches: readonly Branch[]) {
    super();
    this.branches = branches;
  }

  override get children(): readonly NodeList[] {
    return this.branches.map(({ nodes }) => nodes);
  }

  override get usesContext(): boolean {
    return this.children.some((nodes) => nodes.usesContext);
  }

  override emit(code: CodeWriter): void {
    let open = 0;
    for (const { condition, nodes } of this.branches) {
      if (condition === undefined) {
        code.body(nodes);
        continue;
      }
      code.statement(() => {
        code.line(`if(${conditionCode(code, condition)}){`);
      });
      code.body(nodes);
      code.line("}else{");
      open += 1;
    }
    code.line("}".repeat(open));
  }
}

/** Compiles `{% if %}`. */
export function compileIf(parser: Parser, token: Token): Node {
  const branches: Branch[] = [];
  let condition: Condition | undefined = parseCondition(parser, token.splitContents().slice(1));
  let nodes = parser.parse(["elif", "else", "endif"]);
  branches.push({ condition, nodes });
  let next = parser.nextToken();
  while (next.tagName === "elif") {
    condition = parseCondition(parser, next.splitContents().slice(1));
    nodes = parser.parse(["elif", "else", "endif"]);
    branches.push({ condition, nodes });
    next = parser.nextToken();
  }
  if (next.contents === "else") {
    branches.push({ condition: undefined, nodes: parser.parse(["endif"]) });
    next = parser.nextToken();
  }
  if (next.contents !== "endif") {
    throw parser.error(`{% ${next.contents} %} has more than a tag of {% if %} takes.`, {
      token: next,
    });
  }
  return new IfNode(branches);
}
