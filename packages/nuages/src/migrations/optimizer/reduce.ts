import type { Operation } from "../operation.ts";
import { CreateModel } from "../operations/create-model.ts";
import { FieldOperation } from "../operations/field-operation.ts";
import { IndexOperation } from "../operations/index-operation.ts";
import { ModelOptionOperation } from "../operations/model-option-operation.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { joinCreateModel } from "./join-create-model.ts";
import { joinFields } from "./join-fields.ts";
import { joinIndexes } from "./join-indexes.ts";
import type { Joined } from "./joined.ts";
import { joinModelOptions, joinRenames } from "./join-models.ts";

function joined(first: Operation, later: Operation, appLabel: string): Joined {
  if (first instanceof CreateModel) return joinCreateModel(first, later, appLabel);
  if (first instanceof RenameModel) return joinRenames(first, later);
  if (first instanceof ModelOptionOperation) return joinModelOptions(first, later);
  if (first instanceof FieldOperation) return joinFields(first, later);
  if (first instanceof IndexOperation) return joinIndexes(first, later);
  return undefined;
}

/**
 * What an operation and a later one come to: operations in place of both; `true` when the later one
 * can be moved before the first; `false` when it cannot.
 */
export function reduceOperations(
  first: Operation,
  later: Operation,
  appLabel: string,
): boolean | readonly Operation[] {
  return joined(first, later, appLabel) ?? first.reduce(later, appLabel);
}
