import { formatDate, type DateValue } from "./date-format.ts";

/** The letter of {@link formatDate} for each directive. */
const LETTERS: ReadonlyMap<string, string> = new Map([
  ["Y", "Y"],
  ["m", "m"],
  ["d", "d"],
  ["H", "H"],
  ["I", "h"],
  ["M", "i"],
  ["S", "s"],
  ["f", "u"],
  ["y", "y"],
  ["b", "M"],
  ["B", "F"],
  ["p", "A"],
]);

/** The text of a date after a format with `%` directives, as the input formats have them. */
export function strftime(value: DateValue, format: string): string {
  return format.replace(/%(.)/gs, (directive, letter: string) => {
    if (letter === "%") return "%";
    const known = LETTERS.get(letter);
    return known === undefined ? directive : formatDate(value, known);
  });
}
