import { builtinPrototypes } from "./builtins.ts";

/**
 * The same name in the other spelling: `dueBack` for `due_back` and the other way round; empty when there
 * is none.
 */
export function alternativeKey(key: string): string {
  if (key.length > 100) return "";
  if (key.includes("_")) {
    return key.replace(/_+([a-z\d])/g, (_match, letter: string) => letter.toUpperCase());
  }
  return /[a-z\d][A-Z]/.test(key)
    ? key.replace(/(?<=[a-z\d])[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    : "";
}

const builtinKeys: ReadonlySet<string> = new Set([
  ...builtinPrototypes.flatMap((prototype) => Object.getOwnPropertyNames(prototype)),
  // Methods that dictionaries answer in templates.
  "items",
]);

/** True for keys that nothing inherits from the language: reading them reaches data alone. */
export function isPlainKey(key: string): boolean {
  return !builtinKeys.has(key);
}

/** Keys that lead from data to code; only own data is read under them. */
export function leadsToCode(key: string): boolean {
  return key === "constructor" || key === "prototype" || key.startsWith("__");
}
