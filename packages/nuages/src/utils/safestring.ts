/** Key of the method by which an object gives its own HTML, already escaped. Django: `__html__`. */
export const toHtml: unique symbol = Symbol.for("nuages.toHtml");

/** An object that knows its own HTML: templates print it without escaping. */
export interface HtmlSource {
  [toHtml](): string;
}

/**
 * Text that is HTML already and is printed as it stands. Django: `SafeString`.
 *
 * It behaves as a string; every string method and `+` give an ordinary, unsafe string back.
 */
export class SafeString extends String implements HtmlSource {
  [toHtml](): string {
    return this.valueOf();
  }

  toJSON(): string {
    return this.valueOf();
  }
}

/** True when a value gives its own HTML, so that printing it must not escape it. */
export function isHtmlSource(value: unknown): value is HtmlSource {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as Partial<HtmlSource>)[toHtml] === "function"
  );
}

/**
 * Marks a text as HTML that needs no escaping. Never give it what a visitor typed. Given a function,
 * it gives a function whose result is marked. Django: `mark_safe`.
 */
export function markSafe<Args extends unknown[]>(
  make: (...args: Args) => unknown,
): (...args: Args) => SafeString;
export function markSafe(text: unknown): SafeString;
export function markSafe(input: unknown): SafeString | ((...args: unknown[]) => SafeString) {
  if (typeof input === "function") {
    return (...args: unknown[]): SafeString => markSafe(input(...args) as unknown);
  }
  if (input instanceof SafeString) return input;
  return new SafeString(isHtmlSource(input) ? input[toHtml]() : String(input));
}
