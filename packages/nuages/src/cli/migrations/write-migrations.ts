import { rm } from "node:fs/promises";

import {
  fileOf,
  type Migration,
  type MigrationFile,
  migrationFile,
  writeMigrationFile,
} from "../../migrations/index.ts";
import { showPath } from "../../utils/show-path.ts";
import type { CommandContext } from "../define-command.ts";
import type { Output } from "../output.ts";

/** How migrations are written. */
export interface WriteOptions {
  readonly dryRun: boolean;
  readonly scriptable: boolean;
  readonly verbosity: number;
  readonly header: boolean;
}

/** Writes and tells: what is for people goes to standard error where standard output is for programs. */
export class MigrationPrinter {
  readonly #options: WriteOptions;
  readonly #stdout: Output;
  readonly #log: Output;

  constructor(options: WriteOptions, { stdout, stderr }: CommandContext) {
    this.#options = options;
    this.#stdout = stdout;
    this.#log = options.scriptable ? stderr : stdout;
  }

  /** Where people read. */
  get log(): Output {
    return this.#log;
  }

  say(text: string): void {
    if (this.#options.verbosity >= 1) this.#log.write(text);
  }

  /** Tells a path to the program that reads standard output, if one does. */
  tell(path: string): void {
    if (this.#options.scriptable) this.#stdout.write(path);
  }

  /** Writes the migrations of each app and lists their operations. */
  async writeAll(changes: ReadonlyMap<string, readonly Migration[]>): Promise<void> {
    const { style } = this.#log;
    for (const [label, migrations] of changes) {
      this.say(style.MIGRATE_HEADING(`Migrations for '${label}':`));
      for (const migration of migrations) await this.#write(migration);
    }
  }

  /** Writes a migration in place of one that is there. */
  async replace(old: Migration, next: Migration): Promise<void> {
    const { style } = this.#log;
    const before = fileOf(old);
    this.say(style.MIGRATE_HEADING(`Migrations for '${next.appLabel}':`));
    const file = await this.#write(next);
    if (this.#options.dryRun || before === undefined || before === file.path) return;
    await rm(before);
    this.say(`Deleted ${showPath(before)}`);
  }

  async #write(migration: Migration): Promise<MigrationFile> {
    const { header } = this.#options;
    const file = await migrationFile(migration, { header });
    const path = showPath(file.path);
    this.say(`  ${this.#log.style.MIGRATE_LABEL(path)}`);
    for (const operation of migration.operations)
      this.say(`    ${operation.formattedDescription()}`);
    this.tell(path);
    await this.put(file, "Full migrations file");
    return file;
  }

  /** Puts a file where it belongs; in a dry run that is to say everything, shows it. */
  async put(file: MigrationFile, heading: string): Promise<void> {
    const { dryRun, verbosity } = this.#options;
    if (!dryRun) await writeMigrationFile(file);
    else if (verbosity === 3) {
      const { style } = this.#log;
      this.#log.write(style.MIGRATE_HEADING(`${heading} '${showPath(file.path)}':`));
      this.#log.write(file.text);
    }
  }
}
