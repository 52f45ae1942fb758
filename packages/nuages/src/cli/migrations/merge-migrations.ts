import {
  keyText,
  Migration,
  migrationFile,
  type MigrationLoader,
  migrationNumber,
  type Operation,
  type Questioner,
} from "../../migrations/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { CommandError } from "../errors.ts";
import type { MigrationPrinter, WriteOptions } from "./write-migrations.ts";

/** Longest list of names that becomes the name of a merge. */
const MAX_NAMES = 47;

/** What is needed to merge. */
export interface MergeParts {
  readonly loader: MigrationLoader;
  readonly questioner: Questioner;
  readonly printer: MigrationPrinter;
  readonly options: WriteOptions;
  /** Name in place of one made of those of the branches. */
  readonly name: string | undefined;
}

/** One of the sides: what one last migration has that not all have. */
interface Branch {
  readonly name: string;
  readonly operations: readonly Operation[];
}

/** Writes a migration for each app that makes one of its last migrations, after asking. */
export async function mergeMigrations(
  conflicts: ReadonlyMap<string, readonly string[]>,
  parts: MergeParts,
): Promise<void> {
  const { loader, questioner, printer, options } = parts;
  const { style } = printer.log;
  for (const [label, names] of conflicts) {
    const branches = branchesOf(loader, label, names);
    printer.say(style.MIGRATE_HEADING(`Merging ${label}`));
    for (const { name, operations } of branches) {
      printer.say(style.MIGRATE_LABEL(`  Branch ${name}`));
      for (const operation of operations) printer.say(`    ${operation.formattedDescription()}`);
    }
    for (const both of touchedTwice(branches))
      printer.say(style.WARNING(`  More than one branch changes ${both}: does the order matter?`));
    if (!(await questioner.askMerge(label))) continue;
    const merged = mergeOf(label, names, parts.name);
    const file = await migrationFile(merged, { header: options.header });
    await printer.put(file, "Full merge migrations file");
    if (options.dryRun) continue;
    printer.say(`\nCreated new merge migration ${showPath(file.path)}`);
    printer.tell(showPath(file.path));
  }
}

function branchesOf(loader: MigrationLoader, label: string, names: readonly string[]): Branch[] {
  const ancestries = names.map((name) =>
    loader.graph.forwardsPlan([label, name]).filter(([app]) => app === label),
  );
  const [first = []] = ancestries;
  let common = 0;
  const isCommon = (at: number): boolean => {
    const key = first[at];
    return (
      key !== undefined &&
      ancestries.every((keys) => keys[at] !== undefined && keyText(keys[at]) === keyText(key))
    );
  };
  while (isCommon(common)) common += 1;
  if (common === 0)
    throw new CommandError(`Could not find common ancestor of ${names.join(", ")} in ${label}.`, {
      hint: "Let the first migration of one side depend on one of the other, by hand.",
    });
  return names.map((name, at) => ({
    name,
    operations: (ancestries[at] ?? [])
      .slice(common)
      .flatMap((key) => loader.graph.get(key).operations),
  }));
}

/** Models, fields, indexes and constraints that more than one branch names. */
function touchedTwice(branches: readonly Branch[]): string[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { operations } of branches) {
    const own = new Set(operations.flatMap(touchedBy));
    for (const one of own) (seen.has(one) ? twice : seen).add(one);
  }
  return [...twice].sort();
}

/** What operations name, as far as they do. */
interface Naming {
  readonly modelName?: string;
  readonly name?: string;
  readonly oldName?: string;
  readonly newName?: string;
}

function touchedBy(operation: Operation): string[] {
  const { modelName, name, oldName, newName } = operation as Operation & Naming;
  const names = [name, oldName, newName].filter((one) => one !== undefined);
  return modelName === undefined
    ? names.map((one) => one.toLowerCase())
    : names.map((one) => `${modelName.toLowerCase()}.${one}`);
}

function mergeOf(label: string, names: readonly string[], given: string | undefined): Migration {
  const numbers = names.map((name) => migrationNumber(name) ?? 0);
  const number = String(Math.max(...numbers) + 1).padStart(4, "0");
  const joined = [...names].sort().join("_");
  const tail = joined.length > MAX_NAMES ? `merge_${stamp()}` : `merge_${joined}`;
  return new Migration(label, `${number}_${given ?? tail}`, {
    dependencies: names.map((name) => [label, name]),
    operations: [],
  });
}

/** `20261231_2359` */
function stamp(): string {
  const digits = new Date().toISOString().replaceAll(/\D/gu, "");
  return `${digits.slice(0, 8)}_${digits.slice(8, 12)}`;
}
