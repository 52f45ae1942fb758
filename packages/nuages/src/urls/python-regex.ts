/** A regular expression in JavaScript's syntax. */
export interface RegexSource {
  readonly source: string;
  readonly flags: string;
}

const CLASSES: ReadonlyMap<string, readonly [outside: string, inside: string]> = new Map([
  ["d", ["\\p{Nd}", "\\p{Nd}"]],
  ["D", ["\\P{Nd}", "\\P{Nd}"]],
  ["w", ["[\\p{L}\\p{N}_]", "\\p{L}\\p{N}_"]],
  ["W", ["[^\\p{L}\\p{N}_]", "\\W"]],
]);
const KEPT_ESCAPES = /^(?:[bBsSnrtfv0-9]|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|k<|[pP]\{)/;
const SYNTAX = /[\^$\\.*+?()[\]{}|/]/;
const SYNTAX_IN_CLASS = /[\^$\\.*+?()[\]{}|/-]/;

function escapeChar(char: string, inClass: boolean): string {
  return (inClass ? SYNTAX_IN_CLASS : SYNTAX).test(char) ? `\\${char}` : char;
}

/** Reads a pattern from left to right and writes JavaScript's, for the flag `u`. */
class Translator {
  readonly #pattern: string;
  readonly #named: boolean;
  #at = 0;
  #out = "";
  #flags = "u";

  constructor(pattern: string, named: boolean) {
    this.#pattern = pattern;
    this.#named = named;
  }

  translate(): RegexSource {
    while (this.#at < this.#pattern.length) this.#step();
    return { source: this.#out, flags: this.#flags };
  }

  #rest(length: number): string {
    return this.#pattern.slice(this.#at, this.#at + length);
  }

  #step(): void {
    const char = this.#pattern[this.#at] ?? "";
    if (char === "\\") this.#escape(false);
    else if (char === "[") this.#characterClass();
    else if (char === "(") this.#open();
    else if (char === "{") this.#brace();
    else {
      this.#at += 1;
      if (char === ".") this.#out += "[^\\n]";
      else this.#out += char === "}" || char === "]" || char === "/" ? `\\${char}` : char;
    }
  }

  #escape(inClass: boolean): void {
    const char = this.#pattern[this.#at + 1] ?? "";
    const kept = KEPT_ESCAPES.exec(this.#pattern.slice(this.#at + 1, this.#at + 8))?.[0];
    this.#at += 2;
    const known = CLASSES.get(char);
    if (known !== undefined) this.#out += known[inClass ? 1 : 0];
    else if (char === "A" && !inClass) this.#out += "^";
    else if ((char === "Z" || char === "z") && !inClass) this.#out += "$";
    else if (kept !== undefined) {
      this.#out += `\\${kept}`;
      this.#at += kept.length - 1;
    } else this.#out += escapeChar(char, inClass);
  }

  #characterClass(): void {
    this.#at += 1;
    this.#out += "[";
    if (this.#rest(1) === "^") {
      this.#out += "^";
      this.#at += 1;
    }
    for (let first = true; this.#at < this.#pattern.length; first = false) {
      const char = this.#pattern[this.#at] ?? "";
      if (char === "]" && !first) break;
      if (char === "\\") {
        this.#escape(true);
        continue;
      }
      this.#at += 1;
      this.#out += char === "-" ? this.#hyphen(first) : escapeChar(char, true);
    }
    this.#at += 1;
    this.#out += "]";
  }

  /** A hyphen at either end, or beside a class such as `\w`, means itself. */
  #hyphen(first: boolean): string {
    const next = this.#rest(2);
    const besideClass =
      /^\\[dDwWsS]/.test(next) || /(?:\\p\{N[d]?\}_?|\\[sSW]|\\P\{Nd\})$/.test(this.#out);
    return first || next.startsWith("]") || besideClass ? "\\-" : "-";
  }

  #open(): void {
    const rest = this.#rest(400);
    const named = /^\(\?P?<([^>=!][^>]*)>/.exec(rest);
    const back = /^\(\?P=([^)]+)\)/.exec(rest);
    const comment = /^\(\?#[^)]*\)/.exec(rest);
    const flags = /^\(\?([aiLmsux]+)\)/.exec(rest);
    if (named !== null) this.#emit(named[0], this.#named ? `(?<${named[1]}>` : "(");
    else if (back !== null) this.#emit(back[0], `\\k<${back[1]}>`);
    else if (comment !== null) this.#emit(comment[0], "");
    else if (flags !== null) {
      this.#emit(flags[0], "");
      if (flags[1]?.includes("i") === true && !this.#flags.includes("i")) this.#flags += "i";
    } else this.#emit("(", "(");
  }

  #brace(): void {
    const quantifier = /^\{(\d*)(,?)(\d*)\}/.exec(this.#rest(24));
    if (quantifier === null || (quantifier[1] === "" && quantifier[3] === ""))
      this.#emit("{", "\\{");
    else this.#emit(quantifier[0], `{${quantifier[1] || "0"}${quantifier[2]}${quantifier[3]}}`);
  }

  #emit(read: string, written: string): void {
    this.#at += read.length;
    this.#out += written;
  }
}

/**
 * A regular expression as Django's URL patterns write it (`(?P<name>…)`, `\Z`, Unicode `\w` and `\d`) in
 * JavaScript's syntax. JavaScript's own `(?<name>…)` is read too.
 *
 * @param named Whether groups keep their names. Default: true.
 */
export function translateRegex(pattern: string, named = true): RegexSource {
  return new Translator(pattern, named).translate();
}

/** Literal text that every match of an anchored pattern begins with. */
export function literalPrefix(pattern: string): string {
  if (!pattern.startsWith("^")) return "";
  // Alternatives could begin in another way.
  if (pattern.includes("|") || /^\^\(\?[aiLmsux]/.test(pattern)) return "";
  let prefix = "";
  let at = 1;
  while (at < pattern.length) {
    let char = pattern[at] ?? "";
    let length = 1;
    if (char === "\\") {
      char = pattern[at + 1] ?? "";
      if (/[A-Za-z0-9]/.test(char) || char === "") break;
      length = 2;
    } else if (SYNTAX.test(char) && char !== "/") break;
    if (/[*?{]/.test(pattern[at + length] ?? "")) break;
    prefix += char;
    at += length;
  }
  return prefix;
}
