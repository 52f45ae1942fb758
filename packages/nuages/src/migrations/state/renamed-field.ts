import {
  alteredField,
  type BaseConstraint,
  Condition,
  Expression,
  FieldReference,
  type Field,
  type models,
  relationTargets,
} from "../../db/index.ts";
import { namedFields } from "./named-fields.ts";
import { isComputedFrom, type ModelKey, targetKey } from "./references.ts";

/** The new name of a field, by the old. */
export interface FieldRename {
  readonly from: string;
  readonly to: string;
}

/** `-title` → `-name`, `author__name` → `writer__name`. */
export function renamedPath(path: string, { from, to }: FieldRename): string {
  const sign = path.startsWith("-") ? "-" : "";
  const [first, ...rest] = path.slice(sign.length).split("__");
  return first === from ? `${sign}${[to, ...rest].join("__")}` : path;
}

/** Options of the model whose field got another name. */
export function renamedOptions(
  options: Readonly<Record<string, unknown>>,
  rename: FieldRename,
): Record<string, unknown> {
  const renamed: Record<string, unknown> = { ...options };
  for (const name of ["uniqueTogether", "indexTogether"]) {
    const lists = options[name] as readonly (readonly string[])[] | undefined;
    if (lists !== undefined)
      renamed[name] = lists.map((list) => list.map((field) => renamedPath(field, rename)));
  }
  if (options["orderWithRespectTo"] === rename.from) renamed["orderWithRespectTo"] = rename.to;
  renamed["indexes"] = (options["indexes"] as readonly models.Index[] | undefined)?.map((index) =>
    namedFields(index).has(rename.from) ? index.with(renamedParts(index, rename)) : index,
  );
  renamed["constraints"] = (options["constraints"] as readonly BaseConstraint[] | undefined)?.map(
    (constraint) =>
      namedFields(constraint).has(rename.from)
        ? constraint.with(renamedParts(constraint, rename))
        : constraint,
  );
  return Object.fromEntries(Object.entries(renamed).filter(([, value]) => value !== undefined));
}

interface Deconstructible {
  deconstruct(): { readonly args: readonly unknown[] };
}

function renamedParts(part: Deconstructible, rename: FieldRename): Record<string, unknown> {
  const parts = part.deconstruct().args[0] as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(parts).map(([option, value]) => [option, renamedValue(value, rename)]),
  );
}

function renamedValue(value: unknown, rename: FieldRename): unknown {
  if (Array.isArray(value))
    return value.map((item) =>
      typeof item === "string" ? renamedPath(item, rename) : renamedValue(item, rename),
    );
  if (value instanceof Expression) return renamedExpression(value, rename);
  if (!(value instanceof Condition)) return value;
  const children = value.children.map((child) =>
    child instanceof Condition || child instanceof Expression
      ? (renamedValue(child, rename) as Condition | Expression)
      : { path: renamedPath(child.path, rename), value: renamedValue(child.value, rename) },
  );
  return new Condition(children, value.connector, value.negated);
}

function renamedExpression(expression: Expression, rename: FieldRename): Expression {
  const replacements = new Map<Expression, Expression>();
  for (const inner of expression.flatten())
    if (inner instanceof FieldReference && renamedPath(inner.path, rename) !== inner.path)
      replacements.set(inner, new FieldReference(renamedPath(inner.path, rename)));
  return expression.replace(replacements);
}

/**
 * A field of the model `owner` after the field of the model `key` got another name: its `toField`
 * and `throughFields` follow, and what a generated column is made of.
 */
export function followRename(
  field: Field,
  {
    owner,
    key,
    rename,
  }: { readonly owner: ModelKey; readonly key: ModelKey; readonly rename: FieldRename },
): Field {
  if (owner === key && isComputedFrom(field, rename.from)) return recomputed(field, rename);
  const changes: Record<string, unknown> = {};
  const relation = relationTargets(field);
  const { toField, throughFields } = field.options as Record<string, unknown>;
  if (relation !== undefined && toField === rename.from && targetKey(relation.to, owner) === key)
    changes["toField"] = rename.to;
  if (
    relation?.through !== undefined &&
    Array.isArray(throughFields) &&
    targetKey(relation.through, owner) === key
  )
    changes["throughFields"] = throughFields.map((name: string) => renamedPath(name, rename));
  return Object.keys(changes).length === 0 ? field : alteredField(field, changes);
}

/** A generated column made of the renamed one. */
function recomputed(field: Field, rename: FieldRename): Field {
  const { options } = field.deconstruct();
  const make = field.constructor as new (options: object) => Field;
  return new make({ ...options, expression: renamedValue(options["expression"], rename) });
}
