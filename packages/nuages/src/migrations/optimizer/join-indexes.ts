import type { Operation } from "../operation.ts";
import { AddConstraint } from "../operations/add-constraint.ts";
import { AddIndex } from "../operations/add-index.ts";
import { AlterConstraint } from "../operations/alter-constraint.ts";
import { IndexOperation } from "../operations/index-operation.ts";
import { RemoveConstraint } from "../operations/remove-constraint.ts";
import { RemoveIndex } from "../operations/remove-index.ts";
import { RenameIndex } from "../operations/rename-index.ts";
import type { Joined } from "./joined.ts";

/** What an operation on an index or a constraint and a later one on the same come to. */
export function joinIndexes(first: IndexOperation, later: Operation): Joined {
  if (!(later instanceof IndexOperation) || !first.isSameModel(later.modelName)) return undefined;
  if (first instanceof AddIndex) return joinAddIndex(first, later);
  if (first instanceof RenameIndex) return joinRenameIndex(first, later);
  if (first instanceof AddConstraint) return joinAddConstraint(first, later);
  return first instanceof AlterConstraint ? joinAlterConstraint(first, later) : undefined;
}

function joinAddIndex({ modelName, index }: AddIndex, later: IndexOperation): Joined {
  if (later instanceof RemoveIndex && later.name === index.name) return [];
  if (!(later instanceof RenameIndex) || later.oldName !== index.name) return undefined;
  return [new AddIndex({ modelName, index: index.with({ name: later.newName }) })];
}

function joinRenameIndex(first: RenameIndex, later: IndexOperation): Joined {
  if (!(later instanceof RenameIndex) || later.oldName !== first.newName) return undefined;
  const { modelName, oldName, oldFields } = first;
  const old = oldName === undefined ? { oldFields: oldFields ?? [] } : { oldName };
  return [new RenameIndex({ modelName, newName: later.newName, ...old })];
}

function joinAddConstraint(
  { modelName, constraint }: AddConstraint,
  later: IndexOperation,
): Joined {
  if (later instanceof RemoveConstraint && later.name === constraint.name) return [];
  if (!(later instanceof AlterConstraint) || later.name !== constraint.name) return undefined;
  return [new AddConstraint({ modelName, constraint: later.constraint })];
}

function joinAlterConstraint(first: AlterConstraint, later: IndexOperation): Joined {
  const same =
    (later instanceof AlterConstraint || later instanceof RemoveConstraint) &&
    later.name === first.name;
  return same ? [later] : undefined;
}
