import { InvalidValue } from "../errors.ts";

/** What a database's `EXPLAIN` knows; names in lower case, formats in capitals. */
export interface ExplainOptions {
  readonly formats: readonly string[];
  readonly options: readonly string[];
}

const NAME = /^(?!.*--)[\w-]+$/;

/** Refuses options that the database does not know: they become a part of the statement. @throws InvalidValue */
export function checkExplainOptions(
  given: Readonly<Record<string, unknown>>,
  { formats, options }: ExplainOptions,
  database: string,
): void {
  const { format, ...others } = given;
  const names = Object.keys(others);
  const bad = names.find((name) => !NAME.test(name));
  if (bad !== undefined)
    throw new InvalidValue(`Invalid option name: ${JSON.stringify(bad.slice(0, 60))}.`);
  if (format !== undefined && format !== null) {
    if (formats.length === 0)
      throw new InvalidValue(`${database} does not support any formats.`, {
        hint: "Leave the option format out.",
      });
    const isKnown = typeof format === "string" && formats.includes(format.toUpperCase());
    if (!isKnown)
      throw new InvalidValue(
        `${JSON.stringify(format)?.slice(0, 60)} is not a recognized format.`,
        { hint: `Allowed formats: ${formats.join(", ")}.` },
      );
  }
  const unknown = names.filter((name) => !options.includes(name.toLowerCase()));
  if (unknown.length > 0)
    throw new InvalidValue(`Unknown options: ${unknown.toSorted().join(", ")}.`, {
      hint: options.length === 0 ? `${database} has none.` : `Known: ${options.join(", ")}.`,
    });
}
