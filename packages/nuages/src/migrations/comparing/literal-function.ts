/** What a function may give that depends on nothing around it. */
const RESULTS: readonly (readonly [pattern: RegExp, code: string | undefined])[] = [
  [/^\(\s*\{\s*\}\s*\)$/u, "({})"],
  [/^\[\s*\]$/u, "[]"],
  [/^new (Date|Map|Set)\(\s*\)$/u, undefined],
  [/^crypto\.randomUUID\(\s*\)$/u, "crypto.randomUUID()"],
  [/^(?:true|false|null|-?\d+(?:\.\d+)?n?)$/u, undefined],
  [/^"[^"\\\n]*"$/u, undefined],
];

const ARROW = /^\(\s*\)\s*=>\s*([^]*)$/u;

/**
 * The code of an arrow function that takes nothing and gives an empty list, an empty object, the
 * present moment or another plain value: `() => []`. It means the same wherever it stands, so that a
 * migration can hold it. Undefined for every other function.
 */
export function literalFunction(value: object): string | undefined {
  if (typeof value !== "function") return undefined;
  const [, body = ""] = ARROW.exec(Function.prototype.toString.call(value)) ?? [];
  const result = body.trim();
  const found = RESULTS.find(([pattern]) => pattern.test(result));
  return found === undefined ? undefined : `() => ${found[1] ?? result}`;
}
