import type { Condition } from "../../expressions/q.ts";
import { FieldReference } from "../../expressions/columns.ts";
import type { Expression } from "../../expressions/expression.ts";
import type { Field } from "../../fields/field.ts";
import type { GeneratedFieldInstance } from "../../fields/generated-field.ts";
import type { ModelMeta } from "../../models/meta.ts";
import { definitionOf } from "../table-definition.ts";

function namesInExpression(expression: Expression): string[] {
  return [...expression.flatten()].flatMap((inner) =>
    inner instanceof FieldReference ? [firstName(inner.path)] : [],
  );
}

function firstName(path: string): string {
  return path.split("__")[0] ?? "";
}

function namesInCondition(condition: Condition | undefined): string[] {
  if (condition === undefined) return [];
  return [...condition.flatten()].flatMap((leaf) => {
    const path = "path" in leaf && typeof leaf.path === "string" ? [firstName(leaf.path)] : [];
    const value: unknown = "value" in leaf ? leaf.value : leaf;
    return value instanceof FieldReference ? [...path, firstName(value.path)] : path;
  });
}

/** Do indexes, constraints or computed columns of the table mention the field? */
export function isMentioned(meta: ModelMeta, field: Field): boolean {
  const { uniqueTogether, indexes, constraints, fields } = definitionOf(meta);
  const names = [
    ...uniqueTogether.flat(),
    ...indexes.flatMap((index) => [
      ...index.fields.map((name) => name.replace(/^-/, "")),
      ...index.expressions.flatMap(namesInExpression),
      ...namesInCondition(index.condition),
    ]),
    ...constraints.flatMap((constraint) => [
      ...("fields" in constraint ? (constraint.fields as readonly string[]) : []),
      ...("expressions" in constraint
        ? (constraint.expressions as readonly Expression[]).flatMap(namesInExpression)
        : []),
      ...("condition" in constraint
        ? namesInCondition(constraint.condition as Condition | undefined)
        : []),
    ]),
    ...fields
      .filter(({ generated, name }) => generated && name !== field.name)
      .flatMap((other) =>
        namesInExpression((other as unknown as GeneratedFieldInstance).expression),
      ),
  ];
  return names.includes(field.name) || names.includes(field.attname);
}
