import { type Database, type Field, models, type ModelMeta } from "../../db/index.ts";
import type { Operation } from "../operation.ts";
import { AddConstraint } from "../operations/add-constraint.ts";
import { AddField } from "../operations/add-field.ts";
import { AlterField } from "../operations/alter-field.ts";
import { AlterModelTable } from "../operations/alter-model-table.ts";
import { AlterUniqueTogether } from "../operations/alter-together.ts";
import { CreateModel } from "../operations/create-model.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { ownField } from "../operations/own-field.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { RenameField } from "../operations/rename-field.ts";
import { RenameModel } from "../operations/rename-model.ts";
import type { ProjectState } from "../state/project-state.ts";
import type { Finding } from "./finding.ts";
import { narrowing } from "./narrowing.ts";

/** An operation with the states before and after it. */
export interface OperationStep {
  readonly operation: Operation;
  readonly appLabel: string;
  readonly from: ProjectState;
  readonly to: ProjectState;
  readonly backwards: boolean;
  readonly dialect: Database["dialect"];
}

/** What is found, and about which table as it is called before the operation. */
export interface TableFinding extends Finding {
  readonly table: string;
  /** Counts also where the table has no rows: it is about code and not about them. */
  readonly aboutCode?: boolean;
}

const SWITCH =
  "Add the new one beside the old one, let code write both, copy what is there with RunTS, let code use the new one alone, and remove the old one in a later release.";
const KEEP_NAME =
  "To have another name in code only, keep the old one in the database: dbColumn for a field, dbTable for a model.";
const UNUSED =
  "First release code that does not use it: take it out of the models in a SeparateDatabaseAndState with stateOperations alone. Drop it in a later release, after a backup.";

function metaOf(state: ProjectState, appLabel: string, name: string): ModelMeta {
  return state.render(appLabel, name).meta;
}

/** What is wrong with running the operation on a database with rows, beside code that is running. */
export function lintOperation(step: OperationStep): TableFinding[] {
  const { operation, backwards } = step;
  if (operation instanceof AddField)
    return backwards ? dropped(step, operation) : added(step, operation);
  if (operation instanceof RemoveField)
    return backwards ? added(step, operation) : dropped(step, operation);
  if (operation instanceof CreateModel) return backwards ? tableDropped(step, operation.name) : [];
  if (operation instanceof DeleteModel) return backwards ? [] : tableDropped(step, operation.name);
  if (operation instanceof AlterField) return altered(step, operation);
  if (operation instanceof RenameField) return renamedField(step, operation);
  if (operation instanceof RenameModel) {
    const [old, next] = backwards
      ? [operation.newName, operation.oldName]
      : [operation.oldName, operation.newName];
    return renamedTable(step, old, next);
  }
  if (operation instanceof AlterModelTable)
    return renamedTable(step, operation.name, operation.name);
  if (operation instanceof AlterUniqueTogether) return together(step, operation);
  if (operation instanceof AddConstraint && !backwards) return constrained(step, operation);
  return [];
}

interface NamedField {
  readonly modelName: string;
  readonly name: string;
}

function added(
  { appLabel, from, to, dialect }: OperationStep,
  { modelName, name, ...operation }: NamedField & { readonly preserveDefault?: boolean },
): TableFinding[] {
  const table = metaOf(from, appLabel, modelName).dbTable;
  const field = ownField(metaOf(to, appLabel, modelName), name);
  if (field.column === undefined || field.generated || field.hasDbDefault) return [];
  const given = "field" in operation ? (operation.field as Field) : field;
  if (field.null || dialect.columnSuffix(field) !== undefined) return [];
  const { column } = field;
  if (!hasValue(given)) {
    return [
      {
        id: "migrations.W101",
        kind: "fails",
        table,
        message: `The column "${column}" needs a value, and rows that are there have none: the step fails.`,
        advice: "Give the field a dbDefault, a default, or null: true.",
      },
    ];
  }
  const findings: TableFinding[] = [
    {
      id: "migrations.W102",
      kind: "breaks",
      table,
      aboutCode: true,
      message: `Code that is running does not know the column "${column}", which needs a value: it cannot insert rows until it is replaced.`,
      advice: "Give the field a dbDefault, or null: true until the new code runs.",
    },
  ];
  if (field.unique) {
    findings.push({
      id: "migrations.W103",
      kind: "fails",
      table,
      message: `All rows get the same value in "${column}", which is to be unique: the step fails when there are two.`,
      advice:
        "In three migrations: add the field with null: true, fill it with RunTS, then make it unique and not null.",
    });
  }
  return findings;
}

function hasValue(field: Field): boolean {
  const { autoNow, autoNowAdd } = field as Partial<Record<"autoNow" | "autoNowAdd", unknown>>;
  return (
    field.hasDefault ||
    autoNow === true ||
    autoNowAdd === true ||
    (field.blank && field.emptyStringsAllowed)
  );
}

function dropped(
  { appLabel, from }: OperationStep,
  { modelName, name }: NamedField,
): TableFinding[] {
  const meta = metaOf(from, appLabel, modelName);
  const field = ownField(meta, name);
  if (field.column === undefined) {
    const through = meta.throughOf(field);
    return through.autoCreated ? [lostTable(through.dbTable)] : [];
  }
  return [
    {
      id: "migrations.W110",
      kind: "loses",
      table: meta.dbTable,
      message: `What is in the column "${field.column}" is lost, and code that is running still reads it.`,
      advice: UNUSED,
    },
  ];
}

function lostTable(table: string): TableFinding {
  return {
    id: "migrations.W111",
    kind: "loses",
    table,
    message: `The table "${table}" is dropped with its rows, and code that is running still uses it.`,
    advice: UNUSED,
  };
}

function tableDropped({ appLabel, from }: OperationStep, name: string): TableFinding[] {
  const meta = metaOf(from, appLabel, name);
  return meta.proxy || !meta.managed ? [] : [lostTable(meta.dbTable)];
}

function renamedColumn(table: string, before: Field, after: Field): TableFinding[] {
  if (before.column === undefined || before.column === after.column) return [];
  return [
    {
      id: "migrations.W120",
      kind: "breaks",
      table,
      aboutCode: true,
      message: `Code that is running asks for the column "${before.column}", which is "${after.column ?? ""}" then.`,
      advice: `${KEEP_NAME} Else: ${lowerFirst(SWITCH)}`,
    },
  ];
}

function renamedField(
  { appLabel, from, to, backwards }: OperationStep,
  { modelName, oldName, newName }: RenameField,
): TableFinding[] {
  const [before, after] = backwards ? [newName, oldName] : [oldName, newName];
  const meta = metaOf(from, appLabel, modelName);
  return renamedColumn(
    meta.dbTable,
    ownField(meta, before),
    ownField(metaOf(to, appLabel, modelName), after),
  );
}

function renamedTable(
  { appLabel, from, to }: OperationStep,
  oldName: string,
  newName: string,
): TableFinding[] {
  const [before, after] = [metaOf(from, appLabel, oldName), metaOf(to, appLabel, newName)];
  if (before.dbTable === after.dbTable) return [];
  return [
    {
      id: "migrations.W121",
      kind: "breaks",
      table: before.dbTable,
      aboutCode: true,
      message: `Code that is running asks for the table "${before.dbTable}", which is "${after.dbTable}" then.`,
      advice: `${KEEP_NAME} Else: stop the old code first, or leave a view with the old name.`,
    },
  ];
}

function altered(step: OperationStep, operation: AlterField): TableFinding[] {
  const { appLabel, from, to, backwards, dialect } = step;
  const meta = metaOf(from, appLabel, operation.modelName);
  const before = ownField(meta, operation.name);
  const after = ownField(metaOf(to, appLabel, operation.modelName), operation.name);
  if (before.column === undefined || after.column === undefined) return [];
  const table = meta.dbTable;
  const findings = renamedColumn(table, before, after);
  const less = narrowing(before, after, dialect);
  if (less !== undefined) {
    findings.push({
      id: "migrations.W130",
      kind: "loses",
      table,
      message: `The column "${before.column}" holds less than before (${less}): values that do not fit make the step fail, or are cut.`,
      advice: `Look first whether all values fit. Else: ${lowerFirst(SWITCH)}`,
    });
  }
  const given = backwards ? after : operation.field;
  if (before.null && !after.null && !hasValue(given) && !after.hasDbDefault) {
    findings.push({
      id: "migrations.W131",
      kind: "fails",
      table,
      message: `The column "${before.column}" takes no NULL any more: the step fails when a row has one.`,
      advice: "Give the field a default, or fill the rows with RunTS in a migration before.",
    });
  }
  if (after.unique && !before.unique) findings.push(notUnique(table, [before.column]));
  return findings;
}

function notUnique(table: string, columns: readonly string[]): TableFinding {
  return {
    id: "migrations.W132",
    kind: "fails",
    table,
    message: `${columns.join(", ")} must be unique: the step fails when two rows have the same values.`,
    advice: "Look for such rows first, and mend them with RunTS in a migration before.",
  };
}

function together(step: OperationStep, { name }: AlterUniqueTogether): TableFinding[] {
  const { appLabel, from, to } = step;
  const [meta, after] = [metaOf(from, appLabel, name), metaOf(to, appLabel, name)];
  const known = new Set(listsOf(meta).map((names) => names.join()));
  return listsOf(after)
    .filter((names) => !known.has(names.join()))
    .map((names) => notUnique(meta.dbTable, names));
}

function listsOf({ options }: ModelMeta): readonly (readonly string[])[] {
  return (options.uniqueTogether ?? []) as readonly (readonly string[])[];
}

function constrained(
  { appLabel, from }: OperationStep,
  { modelName, constraint }: AddConstraint,
): TableFinding[] {
  const table = metaOf(from, appLabel, modelName).dbTable;
  if (constraint instanceof models.UniqueConstraint) return [notUnique(table, [constraint.name])];
  return [
    {
      id: "migrations.W133",
      kind: "fails",
      table,
      message: `The step fails when a row does not fulfil ${constraint.name}.`,
      advice: "Look for such rows first, and mend them with RunTS in a migration before.",
    },
  ];
}

function lowerFirst(text: string): string {
  return `${text.slice(0, 1).toLowerCase()}${text.slice(1)}`;
}
