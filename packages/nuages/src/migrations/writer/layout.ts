/**
 * Code as a tree, so that it can be laid out as the formatter would: in one line where that fits, else
 * broken at the outermost place first.
 */
export type Code =
  | string
  | {
      readonly kind: "call";
      readonly callee: Code;
      /** Method that is called on the callee. */
      readonly method?: string;
      readonly args: readonly Code[];
    }
  | {
      readonly kind: "object";
      readonly entries: readonly (readonly [key: string, value: Code])[];
      /** Each entry has a line of its own, also where all would fit in one. */
      readonly expanded: boolean;
    }
  | { readonly kind: "array"; readonly items: readonly Code[] };

/** Longest line. */
const WIDTH = 100;
const INDENT = "  ";

/** A call of a function or of a class. */
export function call(callee: Code, ...args: readonly Code[]): Code {
  return { kind: "call", callee, args };
}

/** A call of a method. */
export function method(target: Code, name: string, ...args: readonly Code[]): Code {
  return { kind: "call", callee: target, method: name, args };
}

/** An object; its keys are names or any text. */
export function object(
  entries: readonly (readonly [string, Code])[],
  { expanded = false } = {},
): Code {
  return { kind: "object", entries, expanded };
}

export function array(items: readonly Code[]): Code {
  return { kind: "array", items };
}

/** Text in quotes: double ones, unless single ones need fewer escapes. */
export function quoted(text: string): string {
  const double = JSON.stringify(text);
  const inner = double.slice(1, -1).replaceAll('\\"', '"');
  const doubles = text.split('"').length - 1;
  const singles = text.split("'").length - 1;
  return doubles > singles ? `'${inner.replaceAll("'", "\\'")}'` : double;
}

const NAME = /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u;

function keyText(key: string): string {
  // Written as it is, this one would set the prototype.
  if (key === "__proto__") return '["__proto__"]';
  return NAME.test(key) ? key : quoted(key);
}

/** The code in one line. */
export function inline(code: Code): string {
  if (typeof code === "string") return code;
  switch (code.kind) {
    case "call": {
      const { callee, method: name, args } = code;
      const target = name === undefined ? inline(callee) : `${inline(callee)}.${name}`;
      return `${target}(${args.map(inline).join(", ")})`;
    }
    case "object":
      if (code.entries.length === 0) return "{}";
      return `{ ${code.entries.map(([key, value]) => `${keyText(key)}: ${inline(value)}`).join(", ")} }`;
    case "array":
      return `[${code.items.map(inline).join(", ")}]`;
  }
}

/** Where code stands: how far its lines are indented, and what else is on its first and last line. */
interface Place {
  readonly indent: string;
  /** Characters before it on its line. */
  readonly before: number;
  /** Characters after it on its line. */
  readonly after: number;
}

/** The code laid out, beginning at column `before` of a line that is indented by `indent`. */
export function layOut(code: Code, place: Place = { indent: "", before: 0, after: 0 }): string {
  const line = inline(code);
  const fits = place.before + line.length + place.after <= WIDTH && !line.includes("\n");
  if (typeof code === "string" || (fits && !mustBreak(code))) return line;
  const inner = `${place.indent}${INDENT}`;
  switch (code.kind) {
    case "object":
      return block(
        "{",
        "}",
        place,
        code.entries.map(([key, value]) => entry(key, value, inner)),
      );
    case "array":
      return block(
        "[",
        "]",
        place,
        isFilled(code.items)
          ? filled(code.items, inner)
          : code.items.map((item) => layOut(item, at(inner, 1))),
      );
    case "call":
      return layOutCall(code, place);
  }
}

function at(indent: string, after: number, prefix = 0): Place {
  return { indent, before: indent.length + prefix, after };
}

function entry(key: string, value: Code, indent: string): string {
  const prefix = `${keyText(key)}: `;
  const whole = layOut(value, at(indent, 1, prefix.length));
  if (typeof value !== "string" || indent.length + prefix.length + value.length < WIDTH)
    return `${prefix}${whole}`;
  // A long text goes to a line of its own.
  return `${prefix.trimEnd()}\n${indent}${INDENT}${value}`;
}

function block(open: string, close: string, { indent }: Place, lines: readonly string[]): string {
  if (lines.length === 0) return `${open}${close}`;
  const body = lines.map((line) => `${indent}${INDENT}${line},\n`).join("");
  return `${open}\n${body}${indent}${close}`;
}

/** The formatter breaks a list of several lists or objects with several elements, and what is around it. */
function mustBreak(code: Code): boolean {
  if (typeof code === "string") return false;
  if (code.kind === "call") return code.args.some(mustBreak) || mustBreak(code.callee);
  if (code.kind === "object")
    return code.expanded || code.entries.some(([, value]) => mustBreak(value));
  const [first] = code.items;
  if (code.items.some(mustBreak)) return true;
  if (code.items.length < 2 || first === undefined || typeof first === "string") return false;
  const { kind } = first;
  return kind !== "call" && code.items.every((item) => sizeAs(item, kind) > 1);
}

function sizeAs(code: Code, kind: "array" | "object"): number {
  if (typeof code === "string" || code.kind !== kind) return 0;
  return code.kind === "array"
    ? code.items.length
    : code.kind === "object"
      ? code.entries.length
      : 0;
}

const NUMBER = /^-?[\d.]+(?:e-?\d+)?$/;

/** Numbers are put side by side. */
function isFilled(items: readonly Code[]): boolean {
  return items.length > 1 && items.every((item) => typeof item === "string" && NUMBER.test(item));
}

function filled(items: readonly Code[], indent: string): string[] {
  const lines: string[] = [];
  let line = "";
  for (const item of items.map(inline)) {
    const longer = line === "" ? item : `${line}, ${item}`;
    if (indent.length + longer.length + 1 > WIDTH && line !== "") {
      lines.push(line);
      line = item;
    } else line = longer;
  }
  if (line !== "") lines.push(line);
  return lines;
}

function layOutCall(code: Extract<Code, { kind: "call" }>, place: Place): string {
  const { callee, method: name, args } = code;
  const head = name === undefined ? inline(callee) : `${layOut(callee, place)}.${name}`;
  const column = head.includes("\n")
    ? head.length - head.lastIndexOf("\n") - 1
    : place.before + head.length;
  const last = args.at(-1);
  const others = args.slice(0, -1);
  if (
    last !== undefined &&
    canHug(last) &&
    !others.some((other) => canHug(other) || mustBreak(other))
  ) {
    const lead = others.map((other) => `${inline(other)}, `).join("");
    const hugged = layOut(last, {
      indent: place.indent,
      before: WIDTH,
      after: 0,
    });
    const [firstLine = ""] = hugged.split("\n");
    if (column + 1 + lead.length + firstLine.length <= WIDTH) return `${head}(${lead}${hugged})`;
  }
  const inner = `${place.indent}${INDENT}`;
  return `${head}${block(
    "(",
    ")",
    place,
    args.map((arg) => layOut(arg, at(inner, 1))),
  )}`;
}

/** May the brackets of the last argument stand beside those of the call? */
function canHug(code: Code): boolean {
  if (typeof code === "string" || code.kind === "call") return false;
  return code.kind === "array" ? code.items.length > 0 : code.entries.length > 0;
}
