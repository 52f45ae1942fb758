import { DeserializationError } from "./errors.ts";

/** What a reviver of `JSON.parse` gets about a number: its text. */
interface SourceContext {
  readonly source?: string;
}

/** Reads JSON; whole numbers beyond what is exact become bigints. @throws DeserializationError */
export function parseJson(text: string, source: string): unknown {
  try {
    return JSON.parse(text, exactNumbers) as unknown;
  } catch (error) {
    if (error instanceof SyntaxError) throw DeserializationError.syntax(source, error);
    throw error;
  }
}

function exactNumbers(_key: string, value: unknown, context?: SourceContext): unknown {
  const text = context?.source;
  const isLarge =
    typeof value === "number" && Number.isInteger(value) && !Number.isSafeInteger(value);
  return isLarge && text !== undefined && /^-?\d+$/u.test(text) ? BigInt(text) : value;
}
