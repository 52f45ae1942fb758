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

/**
 * True for keys that may be read directly from an object: what comes back is data, or a function that is
 * judged before it is called.
 */
export function isPlainKey(key: string): boolean {
  return !(key in Object.prototype) && !leadsToCode(key) && key !== "stack";
}

/** Keys that lead from data to code, or show it; only own data is read under them. */
export function leadsToCode(key: string): boolean {
  return key === "constructor" || key === "prototype" || key.startsWith("__");
}
