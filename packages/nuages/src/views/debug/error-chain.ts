import { NuagesError } from "../../errors/index.ts";

/** An error of a chain, and what the one before it is to it. */
export interface ChainLink {
  readonly error: unknown;
  /** Empty for the first. */
  readonly relation: "" | "cause" | "part";
}

const MAX_LINKS = 12;

/** The error, what caused it, and the errors it is made of; each once. */
export function errorChain(error: unknown): ChainLink[] {
  const links: ChainLink[] = [];
  const seen = new Set<unknown>();
  const add = (next: unknown, relation: ChainLink["relation"]): void => {
    if (links.length >= MAX_LINKS || seen.has(next)) return;
    seen.add(next);
    links.push({ error: next, relation });
    if (!(next instanceof Error)) return;
    if (next.cause !== undefined) add(next.cause, "cause");
    if (next instanceof AggregateError) for (const part of next.errors) add(part, "part");
  };
  add(error, "");
  return links;
}

/** The name of the error's class. */
export function errorName(error: unknown): string {
  if (error instanceof Error) return String(error.name) || "Error";
  return error === null ? "null" : typeof error;
}

/** The error's message; a hint stands below it. Never throws, whatever was thrown. */
export function errorMessage(error: unknown): string {
  if (error instanceof Error) return String(error.message);
  try {
    return typeof error === "object" && error !== null ? JSON.stringify(error) : String(error);
  } catch {
    // Whatever was thrown cannot be turned into text.
    return "(no text)";
  }
}

/** What the message says without the hint, and the hint. */
export function messageAndHint(error: unknown): [message: string, hint: string] {
  const message = errorMessage(error);
  if (!(error instanceof NuagesError) || error.hint === undefined) return [message, ""];
  const suffix = `\n  ${error.hint}`;
  return message.endsWith(suffix)
    ? [message.slice(0, -suffix.length), error.hint]
    : [message, error.hint];
}
