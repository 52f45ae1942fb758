import type { ModelKey } from "../state/references.ts";
import type { OperationDependency } from "./dependency.ts";

/** Where fields of these names are added, that must come first; `authorId` names the column of `author`. */
export function neededFields(
  model: ModelKey,
  names: Iterable<string>,
): readonly OperationDependency[] {
  const fields = new Set([...names].flatMap((name) => [name, name.replace(/(?:Id|_id)$/, "")]));
  return [...fields].map((field) => ({ kind: "create", model, field }));
}
