/** Why a text is no pattern. */
export class PatternProblem extends Error {
  override readonly name = "PatternProblem";
}

/** A regular expression in Python's syntax, written for the two engines that there are. */
export interface TranslatedPattern {
  /** For the engine whose work grows with the text alone; undefined when the pattern looks around or back. */
  readonly linear: string | undefined;
  /** For JavaScript's own engine, with its flags. */
  readonly backtracking: string;
  readonly flags: string;
  /** Asks where words end, which the linear engine knows of ASCII alone. */
  readonly hasBoundary: boolean;
}

/** A piece of a pattern, as each engine spells it. */
type Piece = readonly [linear: string | undefined, backtracking: string];

const WORD = "\\p{L}\\p{N}_";
const SPACE = "\\t-\\r\\x1c-\\x20\\x85\\p{Z}";
const DIGIT = "\\p{Nd}";
const ASCII_CLASSES = new Map([
  ["d", "0-9"],
  ["w", "A-Za-z0-9_"],
  ["s", "\\t-\\r\\x20"],
]);
const UNICODE_CLASSES = new Map([
  ["d", DIGIT],
  ["w", WORD],
  ["s", SPACE],
]);
const CONTROLS = new Map([
  ["a", 0x07],
  ["b", 0x08],
  ["f", 0x0c],
  ["n", 0x0a],
  ["r", 0x0d],
  ["t", 0x09],
  ["v", 0x0b],
]);
const END = "(?![\\s\\S])";
const QUANTIFIER = /^\{(\d*)(,?)(\d*)\}/;

interface Options {
  readonly multiLine: boolean;
  readonly dotAll: boolean;
  readonly verbose: boolean;
  readonly classes: ReadonlyMap<string, string>;
}

/** Reads a pattern from left to right. */
class Translator {
  readonly #text: string;
  readonly #options: Options;
  #position = 0;
  #isLinear = true;
  hasBoundary = false;
  linear = "";
  backtracking = "";

  constructor(text: string, options: Options) {
    this.#text = text;
    this.#options = options;
  }

  get isLinear(): boolean {
    return this.#isLinear;
  }

  translate(): void {
    while (this.#position < this.#text.length) this.#add(this.#next());
  }

  #add([linear, backtracking]: Piece): void {
    if (linear === undefined) this.#isLinear = false;
    this.linear += linear ?? "";
    this.backtracking += backtracking;
  }

  #take(): string {
    const point = this.#text.codePointAt(this.#position);
    if (point === undefined) throw new PatternProblem("it ends too early");
    const character = String.fromCodePoint(point);
    this.#position += character.length;
    return character;
  }

  #accept(wanted: string): boolean {
    if (!this.#text.startsWith(wanted, this.#position)) return false;
    this.#position += wanted.length;
    return true;
  }

  #next(): Piece {
    const { multiLine, dotAll, verbose } = this.#options;
    const character = this.#take();
    switch (character) {
      case "\\":
        return this.#escape();
      case "[":
        return both(this.#characterClass());
      case "(":
        return this.#group();
      case ".":
        return dotAll ? both("[\\s\\S]") : both("[^\\n]");
      case "^":
        return multiLine ? ["(?m:^)", "^"] : ["\\A", "^"];
      case "$":
        if (multiLine) return ["(?m:$)", "$"];
        return [this.#endsHere() ? "(?:\\n?\\z)" : undefined, `(?=\\n?${END})`];
      case "{":
        return this.#repetition();
      case "*":
      case "+":
      case "?":
        return this.#suffixed(character);
      case ")":
      case "|":
        return both(character);
      case "#":
        if (!verbose) return both("#");
        while (this.#position < this.#text.length && this.#take() !== "\n");
        return both("");
      default:
        return verbose && /\s/u.test(character) ? both("") : literal(character);
    }
  }

  /** Nothing more is to be matched here: a line break that was taken is missed by nobody. */
  #endsHere(): boolean {
    const rest = this.#text.slice(this.#position);
    return rest === "" || rest.startsWith(")") || rest.startsWith("|");
  }

  /** A quantifier with what may follow it: `?` for as few as possible. */
  #suffixed(quantifier: string): Piece {
    if (this.#accept("+")) throw new PatternProblem("possessive quantifiers are not supported");
    return both(this.#accept("?") ? `${quantifier}?` : quantifier);
  }

  #repetition(): Piece {
    const found = QUANTIFIER.exec(this.#text.slice(this.#position - 1));
    const [whole = "", least = "", comma = "", most = ""] = found ?? [];
    if (found === null || (least === "" && most === "")) return literal("{");
    this.#position += whole.length - 1;
    return this.#suffixed(`{${least === "" ? "0" : least}${comma}${most}}`);
  }

  #group(): Piece {
    if (!this.#accept("?")) return both("(");
    if (this.#accept("#")) {
      while (this.#take() !== ")");
      return both("");
    }
    for (const kind of ["=", "!", "<=", "<!"])
      if (this.#accept(kind)) return [undefined, `(?${kind}`];
    if (this.#accept("P=")) return [undefined, `\\k<${this.#name(")")}>`];
    if (this.#accept("P<")) {
      const name = this.#name(">");
      return [`(?P<${name}>`, `(?<${name}>`];
    }
    if (this.#accept(":")) return both("(?:");
    const modifiers = /^[ims]*(?:-[ims]+)?:/.exec(this.#text.slice(this.#position));
    if (modifiers === null) throw new PatternProblem("it has a group of an unknown kind");
    this.#position += modifiers[0].length;
    return both(`(?${modifiers[0]}`);
  }

  #name(end: string): string {
    const found = /^[A-Za-z_]\w*/.exec(this.#text.slice(this.#position));
    const [name = ""] = found ?? [];
    this.#position += name.length;
    if (name === "" || !this.#accept(end)) throw new PatternProblem("a group has no proper name");
    return name;
  }

  #escape(): Piece {
    const character = this.#take();
    const { classes } = this.#options;
    const known = classes.get(character.toLowerCase());
    if (known !== undefined)
      return both(character === character.toLowerCase() ? `[${known}]` : `[^${known}]`);
    switch (character) {
      case "A":
        return ["\\A", "(?<![\\s\\S])"];
      case "Z":
        return ["\\z", END];
      case "b":
      case "B": {
        this.hasBoundary = true;
        const word = `[${classes.get("w") ?? ""}]`;
        const edge = `(?<=${word})(?!${word})|(?<!${word})(?=${word})`;
        return [`\\${character}`, character === "b" ? `(?:${edge})` : `(?!${edge})`];
      }
      default:
        break;
    }
    if (/[1-9]/.test(character)) {
      const more = /^\d/.exec(this.#text.slice(this.#position))?.[0] ?? "";
      this.#position += more.length;
      return [undefined, `(?:\\${character}${more})`];
    }
    return point(this.#escapedPoint(character));
  }

  /** The character that an escape stands for. */
  #escapedPoint(character: string): number {
    const control = CONTROLS.get(character);
    if (control !== undefined) return control;
    const digits = new Map([
      ["x", 2],
      ["u", 4],
      ["U", 8],
    ]).get(character);
    if (digits !== undefined) {
      const text = this.#text.slice(this.#position, this.#position + digits);
      this.#position += digits;
      const value = new RegExp(`^[0-9a-f]{${digits}}$`, "i").test(text) ? parseInt(text, 16) : NaN;
      if (!(value <= 0x10_ff_ff))
        throw new PatternProblem(`"\\${character}${text}" is no character`);
      return value;
    }
    if (character === "0") {
      const text = /^[0-7]{0,2}/.exec(this.#text.slice(this.#position))?.[0] ?? "";
      this.#position += text.length;
      return text === "" ? 0 : parseInt(text, 8);
    }
    if (/[A-Za-z]/.test(character)) throw new PatternProblem(`"\\${character}" is no escape`);
    return character.codePointAt(0) ?? 0;
  }

  #characterClass(): string {
    const isNegated = this.#accept("^");
    let inner = "";
    let isFirst = true;
    for (;;) {
      const character = this.#take();
      if (character === "]" && !isFirst) break;
      isFirst = false;
      if (character === "\\") inner += this.#classEscape();
      else if (character === "-")
        inner += this.#text[this.#position] === "]" || inner === "" ? "\\-" : "-";
      else inner += point(character.codePointAt(0) ?? 0)[0];
    }
    return `[${isNegated ? "^" : ""}${inner}]`;
  }

  #classEscape(): string {
    const character = this.#take();
    const known = this.#options.classes.get(character.toLowerCase());
    if (known === undefined) return point(this.#escapedPoint(character))[0];
    if (character === character.toLowerCase()) return known;
    if (character === "D") return known === DIGIT ? "\\P{Nd}" : "\\D";
    return `\\${character}`;
  }
}

function both(text: string): readonly [string, string] {
  return [text, text];
}

/** A character by itself. */
function point(value: number): readonly [string, string] {
  const character = String.fromCodePoint(value);
  if (/[A-Za-z0-9_ ]/.test(character) || value > 0x7f) return both(character);
  return both(`\\x${value.toString(16).padStart(2, "0")}`);
}

function literal(character: string): Piece {
  return point(character.codePointAt(0) ?? 0);
}

/**
 * Reads a regular expression as Python's `re` does: words, digits and spaces of all scripts, `$` before
 * a last line break too, `(?i)`, `(?m)`, `(?s)`, `(?x)`, `(?a)` in front, named groups.
 *
 * @throws PatternProblem for what Python knows and no engine does, and for some of what is no pattern
 */
export function translatePattern(pattern: string): TranslatedPattern {
  const inline = /^\(\?([aiLmsux]+)\)/.exec(pattern);
  const [whole = "", given = ""] = inline ?? [];
  const has = (flag: string): boolean => given.includes(flag);
  const translator = new Translator(pattern.slice(whole.length), {
    multiLine: has("m"),
    dotAll: has("s"),
    verbose: has("x"),
    classes: has("a") ? ASCII_CLASSES : UNICODE_CLASSES,
  });
  translator.translate();
  const { isLinear, linear, backtracking, hasBoundary } = translator;
  return {
    linear: isLinear ? `${has("i") ? "(?i)" : ""}${linear}` : undefined,
    backtracking,
    flags: `u${has("i") ? "i" : ""}${has("m") ? "m" : ""}`,
    hasBoundary,
  };
}
