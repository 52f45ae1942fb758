import type { FilterExpression } from "../nodes/filter-expression.ts";
import type { Node, NodeList } from "../nodes/node.ts";
import type { TemplateSource } from "../source.ts";
import { SafeString } from "../../utils/safestring.ts";
import { runtimeNames } from "../runtime/runtime.ts";

/** A loop whose variables live in the generated code instead of the context. */
export interface LoopNames {
  /** Names of the variables that hold the index and the number of items. */
  readonly index: string;
  readonly count: string;
}

/** Names that a tag gives to its content without touching the context. */
export interface Scope {
  readonly names: ReadonlyMap<string, string>;
  readonly loop?: LoopNames | undefined;
  /** Code of the name of the block that is being written. */
  readonly block?: string | undefined;
}

/** A function that is being written. */
interface FunctionFrame {
  readonly name: string;
  /**
   * Variables that hold what the context has under a name, where nothing changes the context;
   * `undefined` where something may.
   */
  readonly roots: Map<string, string> | undefined;
  readonly lines: string[];
  readonly scopes: Scope[];
  /** Lines before the loops that are being written. */
  readonly loops: number[];
  /** Temporaries in use, and the most there were at once. */
  temps: number;
  maxTemps: number;
  /** What is known of autoescape: code that tells it, or a constant. */
  autoescape: "ae" | "true" | "false";
}

/**
 * Writes the JavaScript of one template. Nodes call it to emit their part; it hands out names and
 * constants, so that nothing of a template's text reaches the code but encoded literals and numbered
 * identifiers.
 */
export class CodeWriter {
  readonly source: TemplateSource;
  /** Values that the code refers to as `c0`, `c1` … */
  readonly constants: unknown[] = [];
  readonly #constantNames = new Map<unknown, string>();
  readonly #functions: string[] = [];
  readonly #frames: FunctionFrame[] = [];
  readonly #getters = new Map<string, string>();
  readonly #reserved = new Map<string, string>();
  #counter = 0;

  constructor(source: TemplateSource) {
    this.source = source;
  }

  get #frame(): FunctionFrame {
    const frame = this.#frames.at(-1);
    if (frame === undefined) throw new TypeError("No function is being written.");
    return frame;
  }

  /** The name under which the code sees `value`. */
  constant(value: unknown): string {
    const known = this.#constantNames.get(value);
    if (known !== undefined) return known;
    const name = `c${this.constants.length}`;
    this.constants.push(value);
    this.#constantNames.set(value, name);
    return name;
  }

  /** The name of a function that reads one property; engines put it in line. */
  getter(identifier: string): string {
    let name = this.#getters.get(identifier);
    if (name === undefined) {
      name = this.unique("g");
      this.#getters.set(identifier, name);
    }
    return name;
  }

  /** A name that nothing else has. */
  unique(prefix = "v"): string {
    this.#counter += 1;
    return `${prefix}${this.#counter}`;
  }

  /** A variable for the statement that is being written; see {@link statement}. */
  temp(): string {
    const frame = this.#frame;
    const name = `t${frame.temps}`;
    frame.temps += 1;
    frame.maxTemps = Math.max(frame.maxTemps, frame.temps);
    return name;
  }

  /** Writes one line of code. */
  line(code: string): void {
    this.#frame.lines.push(code);
  }

  /** Runs `write`; the temporaries it takes are free afterwards. */
  statement(write: () => void): void {
    const frame = this.#frame;
    const { temps } = frame;
    write();
    frame.temps = temps;
  }

  /** Keeps a name for the function of a block or partial that is called before it is written. */
  reserve(kind: "block" | "partial", name: string): void {
    this.#reserved.set(`${kind} ${name}`, this.unique("f"));
  }

  /** The function's name that {@link reserve} kept. */
  functionOf(kind: "block" | "partial", name: string): string | undefined {
    return this.#reserved.get(`${kind} ${name}`);
  }

  /**
   * A generator function `(s, x)` that renders nodes, or with the code of `write`; gives its name. Where
   * no node uses the context by itself, each name is looked up once.
   */
  function(
    nodes: Pick<NodeList, "usesContext">,
    write: () => void,
    name: string = this.unique("f"),
  ): string {
    this.#frames.push({
      name,
      roots: nodes.usesContext ? undefined : new Map<string, string>(),
      lines: [],
      scopes: [],
      loops: [],
      temps: 0,
      maxTemps: 0,
      autoescape: "ae",
    });
    write();
    const frame = this.#frame;
    this.#frames.pop();
    this.#functions.push(
      functionText(frame, { source: this.constant(this.source), roots: this.#rootsCode(frame) }),
    );
    return name;
  }

  /** Code of what the context has under a name. */
  root(code: string): string {
    const { roots } = this.#frame;
    if (roots === undefined) return code;
    let variable = roots.get(code);
    if (variable === undefined) {
      variable = this.unique("q");
      roots.set(code, variable);
    }
    return variable;
  }

  #rootsCode({ roots }: FunctionFrame): string {
    const declarations = [...(roots ?? [])].map(([code, variable]) => `${variable}=${code}`);
    return declarations.length > 0 ? `const ${declarations.join(",")};` : "";
  }

  /** The whole code: defines all functions and gives the list of `names`. */
  finish(names: readonly string[]): string {
    const constants = this.constants.map((_, index) => `c${index}=k[${index}]`);
    const declaration = constants.length > 0 ? `const ${constants.join(",")};\n` : "";
    const getters = [...this.#getters].map(
      ([identifier, name]) =>
        `const ${name}=o=>{try{return o instanceof Map?undefined:o.${identifier}}catch(e){return afterError(e)}};\n`,
    );
    return `"use strict";\n${PROLOGUE}${declaration}${getters.join("")}${this.#functions.join("")}return [${names.join(",")}];`;
  }

  /** Appends text to the output. */
  text(text: string): void {
    if (text !== "") this.line(`o+=${this.constantText(text)};`);
  }

  /** Code of a text: a literal when it is short and plain, else a constant. */
  constantText(text: string): string {
    return /^[\w .,:;<>/="#()&!?|-]*$/.test(text) && text.length < 80
      ? JSON.stringify(text)
      : this.constant(text);
  }

  /** Appends the value of code that gives HTML. */
  append(code: string): void {
    this.line(`o+=${code};`);
  }

  /** Writes the nodes one after another, each with its place for error messages. */
  body(nodes: NodeList): void {
    for (const node of nodes.nodes) {
      if (node.canFail) this.line(`n=${node.offset};`);
      this.statement(() => {
        node.emit(this);
      });
    }
  }

  /** Writes nodes whose output goes to a variable of its own; gives its name. */
  capture(nodes: NodeList): string {
    const before = this.unique();
    const captured = this.unique();
    this.line(`const ${before}=o;o="";`);
    this.body(nodes);
    this.line(`const ${captured}=o;o=${before};`);
    return captured;
  }

  /** Code of a generator of its own, with the variables around it, that renders `nodes`. */
  inner(nodes: NodeList): string {
    const name = this.unique();
    const outer = this.#frame;
    const { temps, maxTemps } = outer;
    outer.temps = 0;
    outer.maxTemps = 0;
    const at = outer.lines.length;
    this.line("");
    this.body(nodes);
    const declared = Array.from({ length: outer.maxTemps }, (_, index) => `,t${index}`).join("");
    outer.lines[at] += `const ${name}=(function*(){let o=""${declared};`;
    this.line("return o;})();");
    outer.temps = temps;
    outer.maxTemps = maxTemps;
    return name;
  }

  /** Runs a generator to its end within the current one; `code` makes it. Gives code of its result. */
  run(code: string): string {
    const generator = this.temp();
    const result = this.temp();
    return `((${result}=(${generator}=${code}).next()).done?${result}.value:yield* rest(${generator},${result}))`;
  }

  /** Code that waits when `code` gives something that must be awaited. */
  ready(code: string): string {
    const value = this.temp();
    return `(${this.#isPending(value, code)}?yield ${value}:${value})`;
  }

  /** {@link ready} for a variable: errors that are to be silent make it invalid. */
  readyVariable(code: string): string {
    const value = this.temp();
    return `(${this.#isPending(value, code)}?yield quiet(${value}):${value})`;
  }

  #isPending(value: string, code: string): string {
    return `typeof(${value}=${code})==="object"&&${value}!==null&&typeof ${value}.then==="function"`;
  }

  /** What tells whether output is escaped here. */
  get autoescape(): string {
    return this.#frame.autoescape;
  }

  /** Writes with autoescape known. */
  withAutoescape(on: boolean, write: () => void): void {
    const frame = this.#frame;
    const before = frame.autoescape;
    frame.autoescape = on ? "true" : "false";
    write();
    frame.autoescape = before;
  }

  /** Writes with names that stand for variables of the code. */
  withScope(scope: Scope, write: () => void): void {
    this.#frame.scopes.push(scope);
    write();
    this.#frame.scopes.pop();
  }

  /** Code of the name of the block around, where `block.super` is that block's. */
  get blockName(): string | undefined {
    return this.#frame.scopes.findLast(({ block }) => block !== undefined)?.block;
  }

  /** The variable that stands for a name here; `undefined` when the context must be asked. */
  localName(name: string): string | undefined {
    for (const { names } of this.#frame.scopes.toReversed()) {
      const local = names.get(name);
      if (local !== undefined) return local;
    }
    return undefined;
  }

  /** A loop's code begins: what {@link loopState} declares stands before it. */
  startLoop(): void {
    const frame = this.#frame;
    frame.loops.push(frame.lines.length);
    frame.lines.push("");
  }

  /** The loop's code has ended. */
  endLoop(): void {
    this.#frame.loops.pop();
  }

  /** A variable that lives as long as the innermost loop that is being written; `undefined` without one. */
  loopState(initial: string): string | undefined {
    const frame = this.#frame;
    const at = frame.loops.at(-1);
    if (at === undefined) return undefined;
    const name = this.unique();
    frame.lines[at] += `let ${name}=${initial};`;
    return name;
  }

  /** The loops around, innermost first, whose counters are variables of the code. */
  loops(): LoopNames[] {
    return this.#frame.scopes
      .toReversed()
      .flatMap(({ loop }) => (loop === undefined ? [] : [loop]));
  }

  /** Code of an expression's output. */
  printed(expression: FilterExpression): string {
    const code =
      expression.filters.length === 0 ? expression.baseCode(this) : expression.code(this);
    return `show(${this.readyVariable(code)},s,x,${this.constant(expression.base.text)})`;
  }

  /** Appends the value of an expression, escaped and localized as the place asks. */
  print(expression: FilterExpression): void {
    const value = this.temp();
    if (expression.filters.length === 0 && expression.base.kind !== "path") {
      this.printLiteral(expression);
      return;
    }
    const code =
      expression.filters.length === 0 ? expression.baseCode(this) : expression.code(this);
    const ae = this.autoescape;
    const plain =
      ae === "ae" ? `ae?esc(${value}):${value}` : ae === "true" ? `esc(${value})` : value;
    const awaited = this.readyVariable(value);
    const name = this.constant(expression.base.text);
    this.append(`(typeof(${value}=${code})==="string"?${plain}:show(${awaited},s,x,${name}))`);
  }

  /** Literals are safe; only a translation and a number have to be made when rendering. */
  printLiteral(expression: FilterExpression): void {
    const { literal } = expression;
    if (literal instanceof SafeString) this.text(literal.valueOf());
    else this.append(`show(${expression.code(this)},s,x,"")`);
  }

  /** Calls `render()` of a node of a user. */
  custom(node: Node): void {
    const result = this.ready(`${this.constant(node)}.render(x)`);
    this.append(`text(${result})`);
  }
}

const PROLOGUE = `const {${runtimeNames.join(",")}}=r;\n`;

function functionText(
  frame: FunctionFrame,
  { source, roots }: { readonly source: string; readonly roots: string },
): string {
  const temps = Array.from({ length: frame.maxTemps }, (_, index) => `,t${index}`).join("");
  return [
    `function* ${frame.name}(s,x){`,
    `let n=0,o="",ae=x.autoescape${temps};`,
    "try{",
    roots,
    ...frame.lines,
    "return o;",
    `}catch(e){throw located(e,${source},n);}`,
    "}\n",
  ].join("\n");
}
