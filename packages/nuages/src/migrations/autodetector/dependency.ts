import type { Operation } from "../operation.ts";
import { AddField } from "../operations/add-field.ts";
import { AlterField } from "../operations/alter-field.ts";
import { AlterOrderWithRespectTo } from "../operations/alter-order-with-respect-to.ts";
import { AlterTogetherOperation } from "../operations/alter-together.ts";
import { CreateModel } from "../operations/create-model.ts";
import { DeleteModel } from "../operations/delete-model.ts";
import { RemoveConstraint } from "../operations/remove-constraint.ts";
import { RemoveField } from "../operations/remove-field.ts";
import { RemoveIndex } from "../operations/remove-index.ts";
import { modelOfSetting } from "../../db/index.ts";
import { RenameModel } from "../operations/rename-model.ts";
import { type ModelKey, splitKey } from "../state/references.ts";

/** What must have been done to a model, or to a field of it, before an operation. */
export interface OperationDependency {
  readonly kind:
    | "create"
    | "remove"
    | "alter"
    | "unsetOrder"
    | "alterTogether"
    | "removeIndexOrConstraint";
  /** The model; or the setting that names it. */
  readonly model: ModelKey | { readonly setting: string };
  readonly field?: string;
}

/** A dependency whose model is known. */
export interface ResolvedDependency {
  readonly kind: OperationDependency["kind"];
  readonly appLabel: string;
  /** Name in lower case. */
  readonly modelName: string;
  readonly field: string | undefined;
  /** The setting that named the model. */
  readonly setting: string | undefined;
}

export function resolveDependency({ kind, model, field }: OperationDependency): ResolvedDependency {
  const setting = typeof model === "string" ? undefined : model.setting;
  const key = typeof model === "string" ? model : modelOfSetting(model.setting).toLowerCase();
  const [appLabel, modelName] = splitKey(key);
  return { kind, appLabel, modelName, field, setting };
}

/** Text that is the same for the same dependency. */
export function dependencyKey({ kind, model, field }: OperationDependency): string {
  const name = typeof model === "string" ? model : `${model.setting}()`;
  return `${kind} ${name} ${field ?? ""}`;
}

/** Does an operation of the dependency's app do what it asks for? */
export function satisfies(operation: Operation, dependency: ResolvedDependency): boolean {
  const { kind, modelName, field } = dependency;
  switch (kind) {
    case "create":
      return creates(operation, modelName, field);
    case "remove":
      return field === undefined
        ? operation instanceof DeleteModel && operation.nameLower === modelName
        : operation instanceof RemoveField && isField(operation, modelName, field);
    case "alter":
      return operation instanceof AlterField && isField(operation, modelName, field);
    case "unsetOrder":
      return (
        operation instanceof AlterOrderWithRespectTo &&
        operation.nameLower === modelName &&
        operation.orderWithRespectTo !== field
      );
    case "alterTogether":
      return (
        operation instanceof AlterTogetherOperation &&
        operation.nameLower === modelName &&
        // One that names the field does not let go of it.
        (field === undefined || !operation.together.some((names) => names.includes(field)))
      );
    case "removeIndexOrConstraint":
      return (
        (operation instanceof RemoveIndex || operation instanceof RemoveConstraint) &&
        operation.modelNameLower === modelName
      );
  }
}

function creates(operation: Operation, modelName: string, field: string | undefined): boolean {
  if (operation instanceof CreateModel)
    return (
      operation.nameLower === modelName && (field === undefined || operation.fields.has(field))
    );
  if (operation instanceof RenameModel)
    return field === undefined && operation.newName.toLowerCase() === modelName;
  return operation instanceof AddField && isField(operation, modelName, field);
}

function isField(
  operation: { readonly modelNameLower: string; readonly name: string },
  modelName: string,
  field: string | undefined,
): boolean {
  return operation.modelNameLower === modelName && operation.name === field;
}
