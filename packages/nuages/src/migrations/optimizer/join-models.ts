import type { Operation } from "../operation.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import type { ModelOptionOperation } from "../operations/model-option-operation.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { sameName } from "../operations/same-name.ts";
import type { Joined } from "./joined.ts";

/** A → B and B → C are A → C. */
export function joinRenames(first: RenameModel, later: Operation): Joined {
  return later instanceof RenameModel && sameName(first.newName, later.oldName)
    ? [new RenameModel({ oldName: first.oldName, newName: later.newName })]
    : undefined;
}

/** Of two operations of one kind the later one counts; and none, when the model is deleted. */
export function joinModelOptions(first: ModelOptionOperation, later: Operation): Joined {
  const replaces = later.constructor === first.constructor || later instanceof DeleteModel;
  return replaces && sameName((later as ModelOptionOperation).name, first.name)
    ? [later]
    : undefined;
}
