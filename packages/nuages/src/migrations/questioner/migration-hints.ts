import { InvalidMigrationHints } from "./errors.ts";

/** Answers for makemigrations about one app, written in code. */
export interface MigrationHints {
  /** Models that were renamed, old names to new: `{ Writer: "Author" }`. */
  readonly models?: Readonly<Record<string, string>>;
  /** Fields that were renamed, by the name that the model has now: `{ Author: { name: "fullName" } }`. */
  readonly fields?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Values for the rows that are there when a field without default comes: `{ Book: { isbn: "" } }`. */
  readonly values?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/**
 * What an app's `migrations/_hints.ts` exports by default: it answers the questions of makemigrations
 * before they are asked, so that it can run where nobody can answer. Hints whose names are gone do
 * nothing; they can be removed once the migration is written.
 *
 * @example
 * export default defineMigrationHints({ fields: { Author: { name: "fullName" } } });
 * @throws InvalidMigrationHints when two old names lead to one new name
 */
export function defineMigrationHints(hints: MigrationHints): MigrationHints {
  for (const part of ["models", "fields", "values"] as const) {
    const given: unknown = hints[part];
    if (given !== undefined && (typeof given !== "object" || given === null))
      throw InvalidMigrationHints.shape(`The part "${part}" of the hints`);
  }
  refuseDoubles("models", hints.models ?? {});
  for (const [model, fields] of Object.entries(hints.fields ?? {}))
    refuseDoubles(`fields.${model}`, fields);
  return hints;
}

function refuseDoubles(where: string, renames: Readonly<Record<string, string>>): void {
  const seen = new Set<string>();
  for (const name of Object.values(renames)) {
    if (seen.has(name)) throw InvalidMigrationHints.twice(where, name);
    seen.add(name);
  }
}
