const IDENTIFIER = /^[A-Za-z$][\w$]*$/;

/** The key itself when it can stand behind a dot in code; `undefined` for every other text. */
export function identifierOf(key: string): string | undefined {
  return IDENTIFIER.test(key) ? key : undefined;
}
