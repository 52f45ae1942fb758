import { compareKeys } from "../graph/graph-node.ts";
import type { Dependency, MigrationKey } from "../migration.ts";
import * as migrations from "../migrations.ts";
import { Operation } from "../operation.ts";
import { formatStamp } from "./stamp.ts";
import { Imports } from "./imports.ts";
import { array, call, type Code, layOut, object, quoted } from "./layout.ts";
import {
  type ImportPaths,
  inside,
  reference,
  registerRule,
  serialize,
  type SerializeContext,
} from "./serialize.ts";
import "./serialize-db.ts";

const MIGRATIONS = "nuages/migrations";

/** What a file of a migration is written of. */
export interface MigrationParts {
  readonly appLabel: string;
  readonly name: string;
  readonly initial?: boolean | undefined;
  readonly atomic?: boolean;
  readonly replaces?: readonly MigrationKey[];
  readonly runBefore?: readonly MigrationKey[];
  readonly dependencies?: readonly Dependency[];
  readonly operations: readonly Operation[];
}

/** Options of {@link migrationSource}. */
export interface SourceOptions {
  /** Where functions and classes are imported from. */
  readonly paths: ImportPaths;
  /** Says in the first line by which version and when the file was made. Default: true. */
  readonly header?: boolean;
  /** Lines of comment below the header. */
  readonly comments?: readonly string[];
}

/**
 * The text of a migration's file, laid out as the formatter would. Django: `MigrationWriter.as_string()`.
 *
 * @throws CannotSerialize when it holds a value that code cannot make
 */
export function migrationSource(
  migration: MigrationParts,
  { paths, header = true, comments = [] }: SourceOptions,
): string {
  const imports = new Imports();
  const context: SerializeContext = { imports, paths, path: "", depth: 0 };
  const define = imports.add(MIGRATIONS, "defineMigration");
  const definition = layOut(call(define, definitionCode(migration, context)), {
    indent: "",
    before: "export default ".length,
    after: 1,
  });
  const head = [...(header ? [formatStamp()] : []), ...comments.map((line) => `// ${line}`)];
  return `${[...head, ...imports.lines(), "", `export default ${definition};`].join("\n")}\n`;
}

function definitionCode(migration: MigrationParts, context: SerializeContext): Code {
  const { replaces = [], runBefore = [], dependencies = [], operations } = migration;
  const entries: [string, Code][] = [];
  if (replaces.length > 0) entries.push(["replaces", array(replaces.map(keyCode))]);
  if (migration.initial === true) entries.push(["initial", "true"]);
  if (migration.atomic === false) entries.push(["atomic", "false"]);
  if (runBefore.length > 0) entries.push(["runBefore", array(runBefore.map(keyCode))]);
  if (dependencies.length > 0)
    entries.push([
      "dependencies",
      array([...dependencies].sort(byName).map((one) => dependencyCode(one, context))),
    ]);
  const own = { ...context, path: `${migration.appLabel}.${migration.name}` };
  entries.push(["operations", array(operations.map((one) => operationCode(one, own)))]);
  return object(entries, { expanded: true });
}

/** By app and name; settings come last. */
function byName(a: Dependency, b: Dependency): number {
  if ("setting" in a || "setting" in b) return Number("setting" in a) - Number("setting" in b);
  return compareKeys(a, b);
}

function keyCode([app, name]: MigrationKey): Code {
  return array([quoted(app), quoted(name)]);
}

function dependencyCode(dependency: Dependency, { imports }: SerializeContext): Code {
  if (!("setting" in dependency)) return keyCode(dependency);
  const namespace = imports.add(MIGRATIONS, "migrations");
  return call(`${namespace}.swappableDependency`, quoted(dependency.setting));
}

const builtins: ReadonlyMap<unknown, string> = new Map(
  Object.entries(migrations).map(([name, value]) => [value, name]),
);

function operationCode(operation: Operation, context: SerializeContext): Code {
  const { name, args } = operation.deconstruct();
  const builtin = builtins.get(operation.constructor);
  const callee =
    builtin === undefined
      ? `new ${reference(operation.constructor, context)}`
      : `${context.imports.add(MIGRATIONS, "migrations")}.${builtin}`;
  const place = inside(context, name);
  return call(callee, ...args.map((arg) => argumentCode(arg, place)));
}

/** Options of an operation; a list of fields has a line for each. */
function argumentCode(arg: unknown, context: SerializeContext): Code {
  if (typeof arg !== "object" || arg === null || !("fields" in arg)) return serialize(arg, context);
  const { fields } = arg;
  if (typeof fields !== "object" || fields === null || Array.isArray(fields))
    return serialize(arg, context);
  const entries = Object.entries(arg).map(([key, value]): [string, Code] => {
    const place = inside(context, key);
    if (key !== "fields") return [key, serialize(value, place)];
    const columns = Object.entries(value as object).map(([name, field]): [string, Code] => [
      name,
      serialize(field, inside(place, name)),
    ]);
    return [key, object(columns, { expanded: columns.length > 0 })];
  });
  return object(entries, { expanded: true });
}

registerRule((value, context) =>
  value instanceof Operation ? operationCode(value, context) : undefined,
);
