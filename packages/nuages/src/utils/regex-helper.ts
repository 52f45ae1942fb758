/** A piece of a text that a pattern matches: literal text, or the value of a group. */
export type FormPart = string | { readonly group: string };

/** One shape of the texts that a pattern matches. */
export interface ReverseForm {
  readonly parts: readonly FormPart[];
  /** Names of the groups in order; unnamed ones are `_0`, `_1` … */
  readonly groups: readonly string[];
}

/** A pattern holds what cannot be turned into a text, such as `|`. */
export class NotReversible extends RangeError {
  override readonly name = "NotReversible";
}

type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "group"; readonly name: string; readonly repeats?: boolean }
  | { readonly kind: "sequence"; readonly nodes: Node[] }
  /** With and without. */
  | { readonly kind: "optional"; readonly node: Node }
  | { readonly kind: "nothing" };

const NOTHING: Node = { kind: "nothing" };
/** Any text of the class, by its letter. */
const CLASS_EXAMPLES: ReadonlyMap<string, string> = new Map([
  ["d", "0"],
  ["D", "x"],
  ["s", " "],
  ["S", "x"],
  ["w", "x"],
  ["W", "!"],
]);
const ASSERTIONS = "AbBZz";
const CONTROLS: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
  ["f", "\f"],
  ["v", "\v"],
]);
const QUANTIFIER = /^(?:[*+?]|\{(\d*)(,?)(\d*)\})[?+]?/;

class Parser {
  readonly #pattern: string;
  #at = 0;
  #unnamed = 0;

  constructor(pattern: string) {
    this.#pattern = pattern;
  }

  parse(): Node {
    return this.#sequence();
  }

  #take(): string {
    const char = this.#pattern[this.#at] ?? "";
    this.#at += 1;
    return char;
  }

  #takeIf(text: string): boolean {
    if (!this.#pattern.startsWith(text, this.#at)) return false;
    this.#at += text.length;
    return true;
  }

  /** Everything up to the closing parenthesis of the open group, or to the end. */
  #sequence(): Node {
    const nodes: Node[] = [];
    while (this.#at < this.#pattern.length && this.#pattern[this.#at] !== ")") {
      nodes.push(this.#quantified(this.#atom()));
    }
    return { kind: "sequence", nodes };
  }

  #atom(): Node {
    const char = this.#take();
    switch (char) {
      case "^":
      case "$":
        return NOTHING;
      case ".":
        return { kind: "text", text: "." };
      case "|":
        throw new NotReversible("A pattern with alternatives (|) has no one address.");
      case "[":
        return { kind: "text", text: this.#characterClass() };
      case "(":
        return this.#group();
      case "\\":
        return this.#escape();
      default:
        return { kind: "text", text: char };
    }
  }

  #escape(): Node {
    const char = this.#take();
    if (ASSERTIONS.includes(char)) return NOTHING;
    return { kind: "text", text: CLASS_EXAMPLES.get(char) ?? CONTROLS.get(char) ?? char };
  }

  /** The first character of the class; of a negated one that is `^`, which is as good as another. */
  #characterClass(): string {
    let first = this.#take();
    if (first === "\\") {
      const escaped = this.#take();
      first = CLASS_EXAMPLES.get(escaped) ?? CONTROLS.get(escaped) ?? escaped;
    }
    for (let char = this.#take(); char !== "]"; char = this.#take()) {
      if (char === "") throw new NotReversible("A character class is not closed.");
      if (char === "\\") this.#take();
    }
    return first;
  }

  #group(): Node {
    if (!this.#takeIf("?")) {
      const name = `_${this.#unnamed}`;
      this.#unnamed += 1;
      this.#skipToClose();
      return { kind: "group", name };
    }
    if (/^(?:[=!]|<[=!])/.test(this.#pattern.slice(this.#at, this.#at + 2))) {
      this.#skipToClose();
      return NOTHING;
    }
    if (this.#takeIf("#")) {
      this.#skipToClose();
      return NOTHING;
    }
    if (this.#takeIf("P=")) {
      const name = this.#pattern.slice(this.#at, this.#pattern.indexOf(")", this.#at));
      this.#skipToClose();
      return { kind: "group", name, repeats: true };
    }
    if (this.#takeIf("P<") || this.#takeIf("<")) {
      const end = this.#pattern.indexOf(">", this.#at);
      const name = this.#pattern.slice(this.#at, end);
      this.#at = end + 1;
      this.#skipToClose();
      return { kind: "group", name };
    }
    return this.#unnamedGroup();
  }

  /** `(?:…)`, `(?i:…)` or global flags `(?i)`. */
  #unnamedGroup(): Node {
    while (/[a-zA-Z-]/.test(this.#pattern[this.#at] ?? "")) this.#at += 1;
    if (this.#takeIf(")")) return NOTHING;
    this.#takeIf(":");
    const inner = this.#sequence();
    this.#takeIf(")");
    return inner;
  }

  /** Skips what a group holds: its value stands for it. */
  #skipToClose(): void {
    let depth = 1;
    while (depth > 0) {
      const char = this.#take();
      if (char === "") throw new NotReversible("A group is not closed.");
      if (char === "\\") this.#take();
      else if (char === "[") this.#characterClass();
      else if (char === "(") depth += 1;
      else if (char === ")") depth -= 1;
    }
  }

  #quantified(node: Node): Node {
    const match = QUANTIFIER.exec(this.#pattern.slice(this.#at, this.#at + 24));
    if (match === null || node === NOTHING) return node;
    const [all, low, comma, high] = match;
    if (all.startsWith("{") && low === "" && comma === "" && high === "") return node;
    this.#at += all.length;
    const least = all.startsWith("{") ? Number(low || 0) : all.startsWith("+") ? 1 : 0;
    if (least === 0) return hasGroup(node) ? { kind: "optional", node } : NOTHING;
    // A group is given once, whatever its quantifier says.
    if (least === 1 || node.kind === "group") return node;
    return { kind: "sequence", nodes: Array.from({ length: Math.min(least, 1000) }, () => node) };
  }
}

function hasGroup(node: Node): boolean {
  if (node.kind === "sequence") return node.nodes.some(hasGroup);
  return node.kind === "group" || (node.kind === "optional" && hasGroup(node.node));
}

const EMPTY: ReverseForm = { parts: [], groups: [] };

/** One form after another, each with each. */
export function joinForms(
  before: readonly ReverseForm[],
  after: readonly ReverseForm[],
): ReverseForm[] {
  return before.flatMap((first) =>
    after.map((second) => ({
      parts: [...first.parts, ...second.parts],
      groups: [...first.groups, ...second.groups],
    })),
  );
}

function formsOf(node: Node): ReverseForm[] {
  switch (node.kind) {
    case "nothing":
      return [EMPTY];
    case "text":
      return [{ parts: [node.text], groups: [] }];
    case "group":
      return [{ parts: [{ group: node.name }], groups: node.repeats ? [] : [node.name] }];
    case "optional":
      return [EMPTY, ...formsOf(node.node)];
    case "sequence":
      return node.nodes.reduce((forms, next) => joinForms(forms, formsOf(next)), [EMPTY]);
  }
}

/**
 * The shapes of the texts that a regular expression matches, with its groups left open: what is
 * optional and holds a group is once left out and once there; of a class stands its first character.
 *
 * @throws NotReversible when it has alternatives outside of groups, or is not closed.
 */
export function reverseForms(pattern: string): ReverseForm[] {
  return formsOf(new Parser(pattern).parse());
}

/** {@link reverseForms} as format strings with `%(group)s`. Django: `regex_helper.normalize`. */
export function normalize(pattern: string): [format: string, groups: string[]][] {
  let forms: ReverseForm[];
  try {
    forms = reverseForms(pattern);
  } catch (error) {
    if (error instanceof NotReversible) return [["", []]];
    throw error;
  }
  return forms.map(({ parts, groups }) => [
    parts
      .map((part) => (typeof part === "string" ? part.replaceAll("%", "%%") : `%(${part.group})s`))
      .join(""),
    [...groups],
  ]);
}
