import { alteredField } from "../../db/index.ts";
import type { Operation } from "../operation.ts";
import { AddField } from "../operations/add-field.ts";
import { AlterField } from "../operations/alter-field.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { FieldOperation } from "../operations/field-operation.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { RenameField } from "../operations/rename-field.ts";
import type { Joined } from "./joined.ts";

/** What an operation on a field and a later one come to. */
export function joinFields(first: FieldOperation, later: Operation): Joined {
  if (first instanceof RemoveField) return joinRemove(first, later);
  if (!(later instanceof FieldOperation)) return undefined;
  if (first instanceof RenameField) return joinRename(first, later);
  if (!first.isSameField(later)) return undefined;
  if (first instanceof AddField) return joinAdd(first, later);
  return first instanceof AlterField ? joinAlter(first, later) : undefined;
}

function joinRemove(first: RemoveField, later: Operation): Joined {
  return later instanceof DeleteModel && first.isSameModel(later.name) ? [later] : undefined;
}

function joinAdd(first: AddField, later: FieldOperation): Joined {
  const { modelName, field, preserveDefault } = first;
  if (later instanceof AlterField) return joinAddAndAlter(first, later);
  if (later instanceof RemoveField) return [];
  if (!(later instanceof RenameField)) return undefined;
  return [new AddField({ modelName, name: later.newName, field, preserveDefault })];
}

function joinAddAndAlter(
  { modelName, field, preserveDefault }: AddField,
  later: AlterField,
): Joined {
  const { name } = later;
  const isOneOff = !preserveDefault && field.hasDefault;
  const lacksDefault = !later.field.null && !later.field.hasDefault && !later.field.hasDbDefault;
  if (!isOneOff || !lacksDefault)
    return [
      new AddField({ modelName, name, field: later.field, preserveDefault: later.preserveDefault }),
    ];
  // The rows that are there need the value still, which fits a field of the same class only.
  if (later.field.constructor !== field.constructor) return undefined;
  const filled = alteredField(later.field, { default: field.options.default });
  return [new AddField({ modelName, name, field: filled, preserveDefault: false })];
}

function joinAlter(
  { modelName, field, preserveDefault }: AlterField,
  later: FieldOperation,
): Joined {
  if (later instanceof AlterField || later instanceof RemoveField) return [later];
  // With a column of its own name, the rename changes nothing in the table.
  if (!(later instanceof RenameField) || field.options.dbColumn !== undefined) return undefined;
  return [later, new AlterField({ modelName, name: later.newName, field, preserveDefault })];
}

/** a → b and b → c are a → c. */
function joinRename(first: RenameField, later: FieldOperation): Joined {
  const follows =
    later instanceof RenameField &&
    first.isSameModel(later.modelName) &&
    first.newName === later.oldName;
  if (!follows) return undefined;
  const { modelName, oldName } = first;
  return [new RenameField({ modelName, oldName, newName: later.newName })];
}
