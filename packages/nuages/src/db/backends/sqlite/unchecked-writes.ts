/** Statements after which every row points where it pointed before. */
const HARMLESS =
  /^\s*(?:SELECT|PRAGMA|EXPLAIN|SAVEPOINT|RELEASE|DROP INDEX|DROP TRIGGER|CREATE (?:TABLE|INDEX|UNIQUE INDEX|TRIGGER|VIEW)|ALTER TABLE "(?:[^"]|"")*" ADD COLUMN)\b/;
const INSERT = /^\s*INSERT INTO ("(?:[^"]|"")*")/;

/** What was run without checks of foreign keys, and so has to be looked at in the end. */
export class UncheckedWrites {
  readonly #tables = new Set<string>();
  #all = false;

  saw(text: string): void {
    if (this.#all || HARMLESS.test(text)) return;
    const [, table] = INSERT.exec(text) ?? [];
    if (table === undefined) this.#all = true;
    else this.#tables.add(table);
  }

  /** Statements that give the rows which point at none. */
  get checks(): string[] {
    return this.#all
      ? ["PRAGMA foreign_key_check"]
      : [...this.#tables].map((table) => `PRAGMA foreign_key_check(${table})`);
  }
}
