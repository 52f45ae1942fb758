import {
  alteredField,
  type BaseConstraint,
  type Field,
  type models,
  relationTargets,
} from "../../db/index.ts";
import type { Operation } from "../operation.ts";
import { AddConstraint } from "../operations/add-constraint.ts";
import { AddField } from "../operations/add-field.ts";
import { AddIndex } from "../operations/add-index.ts";
import { AlterConstraint } from "../operations/alter-constraint.ts";
import { AlterField } from "../operations/alter-field.ts";
import { AlterModelManagers } from "../operations/alter-model-managers.ts";
import { ALTER_OPTION_KEYS, AlterModelOptions } from "../operations/alter-model-options.ts";
import { AlterModelTableComment } from "../operations/alter-model-table-comment.ts";
import { AlterModelTable } from "../operations/alter-model-table.ts";
import { AlterOrderWithRespectTo } from "../operations/alter-order-with-respect-to.ts";
import { AlterTogetherOperation } from "../operations/alter-together.ts";
import type { CreateModel } from "../operations/create-model.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { FieldOperation } from "../operations/field-operation.ts";
import { IndexOperation } from "../operations/index-operation.ts";
import { ModelOperation } from "../operations/model-operation.ts";
import { RemoveConstraint } from "../operations/remove-constraint.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { RemoveIndex } from "../operations/remove-index.ts";
import { RenameField } from "../operations/rename-field.ts";
import { RenameIndex } from "../operations/rename-index.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { sameName } from "../operations/same-name.ts";
import { modelKey, targetKey } from "../state/references.ts";
import type { Joined } from "./joined.ts";

type Options = Readonly<Record<string, unknown>>;

/** What making a model and a later operation on it come to: the model is made so from the start. */
export function joinCreateModel(create: CreateModel, later: Operation, appLabel: string): Joined {
  if (later instanceof ModelOperation && sameName(later.name, create.name))
    return joinModel(create, later, appLabel);
  if (later instanceof FieldOperation && later.isSameModel(create.name))
    return joinField(create, later);
  if (later instanceof IndexOperation && later.isSameModel(create.name)) {
    const options = indexOptions(create.options, later);
    return options === undefined ? undefined : [create.with({ options })];
  }
  return undefined;
}

function joinModel(create: CreateModel, later: ModelOperation, appLabel: string): Joined {
  if (later instanceof DeleteModel) return create.options["proxy"] === true ? undefined : [];
  if (later instanceof RenameModel) return [renamed(create, later.newName, appLabel)];
  if (later instanceof AlterModelManagers) return [create.with({ managers: later.managers })];
  const options = modelOptions(create.options, later);
  return options === undefined ? undefined : [create.with({ options: said(options) })];
}

/** The model under another name, with its relations to itself. */
function renamed(create: CreateModel, name: string, appLabel: string): CreateModel {
  const key = modelKey(appLabel, create.name);
  const fields = [...create.fields].map(([field, declared]): [string, Field] => {
    const to = relationTargets(declared)?.to;
    const isOwn = typeof to === "string" && to !== "self" && targetKey(to, key) === key;
    return [field, isOwn ? alteredField(declared, { to: modelKey(appLabel, name) }) : declared];
  });
  return create.with({ name, fields: new Map(fields) });
}

/** The options after an operation on them; undefined when it is on something else. */
function modelOptions(options: Options, later: ModelOperation): Options | undefined {
  if (later instanceof AlterModelOptions) {
    const unset = ALTER_OPTION_KEYS.filter((key) => !(key in later.options));
    const kept = Object.entries(options).filter(([key]) => !unset.some((name) => name === key));
    return { ...Object.fromEntries(kept), ...later.options };
  }
  if (later instanceof AlterModelTable) return { ...options, dbTable: later.table ?? undefined };
  if (later instanceof AlterModelTableComment)
    return { ...options, dbTableComment: later.tableComment ?? undefined };
  if (later instanceof AlterTogetherOperation)
    return { ...options, [later.optionName]: later.together };
  if (later instanceof AlterOrderWithRespectTo)
    return { ...options, orderWithRespectTo: later.orderWithRespectTo ?? undefined };
  return undefined;
}

function said(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function joinField(create: CreateModel, later: FieldOperation): Joined {
  const fields = [...create.fields];
  const change = (next: readonly (readonly [string, Field])[], options: Options): Joined => [
    create.with({ fields: new Map(next), options }),
  ];
  const { name } = later;
  if (later instanceof AddField) return change([...fields, [name, later.field]], create.options);
  if (later instanceof AlterField)
    return change(
      fields.map(([key, field]) => [key, key === name ? later.field : field]),
      create.options,
    );
  if (later instanceof RemoveField)
    return change(
      fields.filter(([key]) => key !== name),
      withoutField(create.options, name),
    );
  if (later instanceof RenameField)
    return change(
      fields.map(([key, field]) => [key === name ? later.newName : key, field]),
      withRenamedField(create.options, name, later.newName),
    );
  return undefined;
}

type Lists = readonly (readonly string[])[];

/** The options that list names of fields, with each list changed; empty ones are left out. */
function mapLists(options: Options, map: (names: readonly string[]) => readonly string[]): Options {
  const changed: Record<string, unknown> = { ...options };
  for (const option of ["uniqueTogether", "indexTogether"]) {
    const lists = (options[option] as Lists | undefined)?.map(map);
    const left = lists?.filter((names) => names.length > 0) ?? [];
    changed[option] = left.length > 0 ? left : undefined;
  }
  return changed;
}

function withoutField(options: Options, name: string): Options {
  const changed = mapLists(options, (names) => names.filter((other) => other !== name));
  const { orderWithRespectTo } = changed;
  return said(
    orderWithRespectTo === name ? { ...changed, orderWithRespectTo: undefined } : changed,
  );
}

function withRenamedField(options: Options, name: string, newName: string): Options {
  const changed = mapLists(options, (names) =>
    names.map((other) => (other === name ? newName : other)),
  );
  const { orderWithRespectTo } = changed;
  return said(orderWithRespectTo === name ? { ...changed, orderWithRespectTo: newName } : changed);
}

function indexOptions(options: Options, later: IndexOperation): Options | undefined {
  const indexes = (options["indexes"] ?? []) as readonly models.Index[];
  const constraints = (options["constraints"] ?? []) as readonly BaseConstraint[];
  if (later instanceof AddIndex) return { ...options, indexes: [...indexes, later.index] };
  if (later instanceof RemoveIndex)
    return { ...options, indexes: indexes.filter(({ name }) => name !== later.name) };
  if (later instanceof RenameIndex && later.oldName !== undefined)
    return {
      ...options,
      indexes: indexes.map((index) =>
        index.name === later.oldName ? index.with({ name: later.newName }) : index,
      ),
    };
  if (later instanceof AddConstraint)
    return { ...options, constraints: [...constraints, later.constraint] };
  if (later instanceof RemoveConstraint)
    return { ...options, constraints: constraints.filter(({ name }) => name !== later.name) };
  if (later instanceof AlterConstraint)
    return {
      ...options,
      constraints: constraints.map((each) => (each.name === later.name ? later.constraint : each)),
    };
  return undefined;
}
