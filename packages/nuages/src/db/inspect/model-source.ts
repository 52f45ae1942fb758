import { lowerFirst, snakeCase, upperFirst } from "../names.ts";
import { guessField } from "./column-field.ts";
import { className, fieldName } from "./field-names.ts";
import type { ColumnInfo, ForeignKeyInfo, TableInfo } from "./table-info.ts";

const WIDTH = 100;
const HEAD = `// This is a model module made of a database. To do by hand:
//   * Make sure that each model has one field with primaryKey: true, or a CompositePrimaryKey.
//   * Make sure that each relation has the onDelete that you want.
//   * Take managed: false away where commands should create, change and delete the table.
// Models and fields can be renamed; dbTable and dbColumn values cannot.
import { models } from "nuages/db";
`;

/** Fields that have an order of texts. */
const TEXT_FIELDS: ReadonlySet<string> = new Set(["models.CharField", "models.TextField"]);

interface NamedColumn {
  readonly info: ColumnInfo;
  readonly name: string;
  readonly notes: readonly string[];
  readonly key: ForeignKeyInfo | undefined;
}

interface NamedTable {
  readonly info: TableInfo;
  readonly name: string;
  readonly columns: readonly NamedColumn[];
}

/** Text of a module with a model for each table. */
export function modelSource(tables: readonly TableInfo[]): string {
  const named = nameTables(tables);
  const byTable = new Map(named.map((table) => [table.info.name.toLowerCase(), table]));
  return [HEAD, ...named.map((table) => modelText(table, byTable))].join("\n");
}

function nameTables(tables: readonly TableInfo[]): NamedTable[] {
  const known = new Set(tables.map(({ name }) => name.toLowerCase()));
  const classes = new Set<string>(["models"]);
  return tables.map((info) => {
    const name = className(info.name, classes);
    classes.add(name);
    return { info, name, columns: nameColumns(info, known) };
  });
}

function nameColumns(info: TableInfo, known: ReadonlySet<string>): NamedColumn[] {
  const taken = new Set<string>();
  return info.columns.map((column) => {
    const found = info.foreignKeys.find((one) => one.column === column.name);
    const key = found !== undefined && known.has(found.table.toLowerCase()) ? found : undefined;
    const { name, notes } = fieldName(column.name, taken, { isRelation: key !== undefined });
    taken.add(name);
    if (key !== undefined) taken.add(`${name}Id`);
    const left =
      found === undefined || key !== undefined
        ? []
        : [`A foreign key to ${quoted(found.table)}, which has no model here.`];
    return { info: column, name, notes: [...notes, ...left], key };
  });
}

type Tables = ReadonlyMap<string, NamedTable>;

function modelText(table: NamedTable, tables: Tables): string {
  const { info, name, columns } = table;
  const keys = columns
    .filter(({ info: column }) => column.keyPlace > 0)
    .toSorted((a, b) => a.info.keyPlace - b.info.keyPlace);
  const lines: string[] = [];
  if (keys.length > 1)
    lines.push(
      `    pk: models.CompositePrimaryKey(${keys.map((k) => quoted(k.name)).join(", ")}),`,
    );
  if (keys.length === 0)
    lines.push(
      comment("The database names no primary key: choose one, or the model expects an id."),
    );
  const reached = new Set<string>();
  for (const column of columns) {
    const isOnlyKey = keys.length === 1 && keys[0] === column;
    if (
      isOnlyKey &&
      column.info.name === "id" &&
      column.key === undefined &&
      isDefaultKey(column.info)
    )
      continue;
    lines.push(...fieldText(column, { table, tables, isOnlyKey, reached }));
  }
  const options = ["managed: false", `dbTable: ${quoted(info.name)}`, ...uniqueTogether(table)];
  if (info.comment !== undefined) options.push(`dbTableComment: ${quoted(info.comment)}`);
  const head = info.isView
    ? "// A view: its rows can only be read.\n"
    : info.isPartition === true
      ? "// A partition of another table.\n"
      : "";
  return `${head}export class ${name} extends models.Model<${name}>()(
  ${lines.length === 0 ? "{}" : `{\n${lines.join("\n")}\n  }`},
${braced("  ", "  ", options, ",")}
) {}
`;
}

/** Is the column what a model without a key of its own has? */
function isDefaultKey({ type, isAutomatic }: ColumnInfo): boolean {
  return isAutomatic === undefined
    ? /^(?:big)?int(?:eger)?$/.test(type)
    : isAutomatic && type.startsWith("bigint");
}

interface FieldContext {
  readonly table: NamedTable;
  readonly tables: Tables;
  /** The column alone is the primary key. */
  readonly isOnlyKey: boolean;
  /** Models that an earlier field of this one points at. */
  readonly reached: Set<string>;
}

function fieldText(column: NamedColumn, context: FieldContext): string[] {
  const { info, name, notes } = column;
  const { call, options, attname, guesses } =
    column.key === undefined ? plainField(column) : relation(column, column.key, context);
  if (context.isOnlyKey) options.push("primaryKey: true");
  else if (call !== "models.OneToOneField" && isUnique(context.table.info, info.name))
    options.push("unique: true");
  if (info.isNullable) options.push("null: true", "blank: true");
  if (snakeCase(attname) !== info.name) options.push(`dbColumn: ${quoted(info.name)}`);
  if (info.collation !== undefined && TEXT_FIELDS.has(call))
    options.push(`dbCollation: ${quoted(info.collation)}`);
  if (info.comment !== undefined) options.push(`dbComment: ${quoted(info.comment)}`);
  const generated = info.isGenerated ? ["The database computes this column."] : [];
  const remarks = [...notes, ...guesses, ...generated].map(comment);
  const target = column.key === undefined ? "" : `() => ${targetOf(column.key, context).name}`;
  return [...remarks, callText(`    ${name}: ${call}(`, target, options)];
}

interface FieldParts {
  readonly call: string;
  readonly options: string[];
  readonly attname: string;
  readonly guesses: readonly string[];
}

function plainField({ info, name }: NamedColumn): FieldParts {
  const { type, options, notes } = guessField(info);
  return { call: `models.${type}`, options: [...options], attname: name, guesses: notes };
}

function targetOf(key: ForeignKeyInfo, { table, tables }: FieldContext): NamedTable {
  return tables.get(key.table.toLowerCase()) ?? table;
}

function relation(
  { name, info }: NamedColumn,
  key: ForeignKeyInfo,
  context: FieldContext,
): FieldParts {
  const target = targetOf(key, context);
  const options = ["onDelete: models.DO_NOTHING"];
  const to = target.columns.find((one) => one.info.name === key.target);
  if (to !== undefined && to.info.keyPlace === 0) options.push(`toField: ${quoted(to.name)}`);
  if (context.reached.has(target.name))
    options.push(
      `relatedName: ${quoted(`${lowerFirst(context.table.name)}${upperFirst(name)}Set`)}`,
    );
  context.reached.add(target.name);
  const single = context.isOnlyKey || isUnique(context.table.info, info.name);
  return {
    call: single ? "models.OneToOneField" : "models.ForeignKey",
    options,
    attname: `${name}Id`,
    guesses: [],
  };
}

function isUnique({ unique }: TableInfo, column: string): boolean {
  return unique.some((columns) => columns.length === 1 && columns[0] === column);
}

function uniqueTogether({ info, columns }: NamedTable): string[] {
  const sets = info.unique
    .filter((names) => names.length > 1)
    .map((names) =>
      names.map((column) =>
        quoted(columns.find((one) => one.info.name === column)?.name ?? column),
      ),
    );
  if (sets.length === 0) return [];
  return [`uniqueTogether: [${sets.map((names) => `[${names.join(", ")}]`).join(", ")}]`];
}

/** A text of code that cannot end before its quote. */
function quoted(text: string): string {
  return JSON.stringify(text).replaceAll("\u2028", "\\u2028").replaceAll("\u2029", "\\u2029");
}

function comment(text: string): string {
  return `    // ${text}`;
}

function callText(start: string, target: string, options: readonly string[]): string {
  if (options.length === 0) return `${start}${target}),`;
  return braced(`${start}${target === "" ? "" : `${target}, `}`, "    ", options, "),");
}

/** `{ … }` behind `start` in one line, or one line an option where that is too long. */
function braced(start: string, indent: string, options: readonly string[], end: string): string {
  const line = `${start}{ ${options.join(", ")} }${end}`;
  if (line.length <= WIDTH) return line;
  const rows = options.map((option) => `${indent}  ${option},`).join("\n");
  return `${start}{\n${rows}\n${indent}}${end}`;
}
