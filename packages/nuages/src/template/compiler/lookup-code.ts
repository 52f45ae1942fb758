import { alternativeKey, isPlainKey } from "../runtime/keys.ts";
import type { CodeWriter } from "./code-writer.ts";
import { identifierOf } from "./literals.ts";

/**
 * Code that follows a dotted path from the context: `undefined` when something on the way is missing; a
 * promise when something on the way must be awaited.
 */
export function lookupCode(writer: CodeWriter, path: readonly string[]): string {
  const [root = "", ...keys] = path;
  const special = loopCode(writer, path) ?? superCode(writer, path);
  if (special !== undefined) return special;
  const base = rootCode(writer, root);
  if (keys.length === 0) return base;
  const object = writer.temp();
  const found = writer.temp();
  return keys.reduce((code, key) => stepCode(writer, { code, key, object, found }), base);
}

function rootCode(writer: CodeWriter, name: string): string {
  const value = writer.temp();
  const local = writer.localName(name);
  const alternative = writer.constant(alternativeKey(name));
  const code = local ?? writer.root(`x.look(${writer.constant(name)},${alternative})`);
  return `(typeof(${value}=${code})==="function"?call(${value},undefined):${value})`;
}

interface Step {
  readonly code: string;
  readonly key: string;
  /** Temporaries for the object and for what its property holds. */
  readonly object: string;
  readonly found: string;
}

function stepCode(writer: CodeWriter, { code, key, object, found }: Step): string {
  const name = writer.constant(key);
  const alternative = writer.constant(alternativeKey(key));
  const identifier = isPlainKey(key) ? identifierOf(key) : undefined;
  if (identifier === undefined) return `attrOf(${code},${name},${alternative})`;
  const read = `typeof(${object}=${code})==="object"&&${object}!==null?${writer.getter(identifier)}(${object}):undefined`;
  return `(typeof(${found}=${read})==="function"||${found}===undefined?attr(${object},${found},${name},${alternative}):${found})`;
}

/** Counters of loops whose index is a variable of the code. */
function loopCode(writer: CodeWriter, path: readonly string[]): string | undefined {
  const loops = writer.loops();
  if (path[0] !== "forloop" || loops.length === 0 || writer.localName("forloop") !== undefined) {
    return undefined;
  }
  let depth = 0;
  let at = 1;
  while (isParent(path[at]) && depth + 1 < loops.length) {
    depth += 1;
    at += 1;
  }
  const loop = loops[depth];
  const known =
    loop && at === path.length - 1 ? counterCode(path[at], loop.index, loop.count) : undefined;
  return known ?? loopObjectCode(writer, path.slice(1));
}

function isParent(key: string | undefined): boolean {
  return key === "parentloop" || key === "parentLoop";
}

function counterCode(key: string | undefined, index: string, count: string): string | undefined {
  switch (key) {
    case "counter":
      return `(${index}+1)`;
    case "counter0":
      return index;
    case "revcounter":
      return `(${count}-${index})`;
    case "revcounter0":
      return `(${count}-${index}-1)`;
    case "first":
      return `(${index}===0)`;
    case "last":
      return `(${index}===${count}-1)`;
    case "length":
      return count;
    default:
      return undefined;
  }
}

/** For unusual uses of `forloop`: the object that other tags would see. */
function loopObjectCode(writer: CodeWriter, keys: readonly string[]): string {
  const outer = 'x.look("forloop","")';
  const object = writer
    .loops()
    .reduceRight((parent, { index, count }) => `loop(${count},${parent},${index})`, outer);
  return keys.reduce(
    (code, key) =>
      `attrOf(${code},${writer.constant(key)},${writer.constant(alternativeKey(key))})`,
    object,
  );
}

function superCode(writer: CodeWriter, path: readonly string[]): string | undefined {
  const block = writer.blockName;
  if (block === undefined || path.length !== 2 || path[0] !== "block" || path[1] !== "super") {
    return undefined;
  }
  const output = writer.temp();
  return `(${output}=${writer.run(`s.superBlock(x,${block})`)},s.leave(${block}),new SafeString(${output}))`;
}
