import { InterfaceError, ProgrammingError } from "../../errors.ts";

/** Quoted texts and names and comments, in which a question mark is one; or a placeholder. */
const TOKENS =
  /'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\[[^\]]*\]|--[^\n]*|\/\*.*?\*\/|\?\d*|[:@$][A-Za-z_]\w*/gsu;

/** How many values a statement takes; undefined when it numbers or names them. */
export function placeholderCount(text: string): number | undefined {
  let count = 0;
  for (const [token] of text.matchAll(TOKENS)) {
    if (token === "?") count += 1;
    else if (/^[?:@$]/.test(token)) return undefined;
  }
  return count;
}

/**
 * Refuses values that the driver would take for something else without a word: too few are NULL, and an
 * object in the first place is a set of names.
 *
 * @throws ProgrammingError for too few values
 * @throws InterfaceError for a value that is neither a text, a number nor bytes
 */
export function checkValues(
  text: string,
  count: number | undefined,
  params: readonly unknown[],
): void {
  if (count !== undefined && params.length < count) {
    throw new ProgrammingError(
      `A statement has ${count} placeholders and ${params.length} values.`,
      { details: { sql: text } },
    );
  }
  const [first] = params;
  if (typeof first !== "object" || first === null || ArrayBuffer.isView(first)) return;
  throw new InterfaceError("A value cannot be bound: it is neither a text, a number nor bytes.", {
    details: { sql: text },
  });
}
