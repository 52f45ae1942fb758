import { error, type CheckMessage } from "../../checks/index.ts";
import { Expression } from "../expressions/expression.ts";
import { FieldReference } from "../expressions/columns.ts";
import { Condition } from "../expressions/q.ts";
import type { Field } from "../fields/field.ts";
import type { RelationField } from "../fields/relation-field.ts";
import { togetherOf } from "./cleaning.ts";
import type { ModelMeta, PathEntry } from "./meta.ts";
import { constraintFindings } from "./constraint-checks.ts";
import { dbDefaultFindings } from "./db-default-checks.ts";
import { misspeltOptions } from "./misspelt-options.ts";
import { propertyFindings } from "./property-checks.ts";
import { swapFindings } from "./swap-checks.ts";

/** What is wrong with a model: with its fields, its names, its options. Django's `models.E…`. */
export function modelFindings(meta: ModelMeta): CheckMessage[] {
  if (meta.swapped) return swapFindings(meta);
  const fields = [...meta.localFields, ...meta.manyToMany.filter(({ model }) => model === meta)];
  const found = [
    ...fields.flatMap((field) => [...field.check(), ...dbDefaultFindings(field)]),
    ...misspeltOptions(meta, fields),
  ];
  // What follows asks for the other models, too.
  if (missingModels(meta).length > 0) return found;
  return [
    ...found,
    ...nameFindings(meta),
    ...keyFindings(meta),
    ...columnFindings(meta),
    ...throughFindings(meta),
    ...orderingFindings(meta),
    ...optionFindings(meta),
    ...constraintFindings(meta),
    ...propertyFindings(meta),
    ...indexNameFindings(meta),
  ];
}

/** Findings about models that are related to and not there: nothing else can be looked at then. */
export function missingModels(meta: ModelMeta): CheckMessage[] {
  if (meta.swapped) return [];
  return [...meta.localFields, ...meta.manyToMany].flatMap((field) => {
    return "missingModels" in field ? (field as unknown as RelationField).missingModels() : [];
  });
}

function nameFindings(meta: ModelMeta): CheckMessage[] {
  const because = "as it collides with the query lookup syntax.";
  if (meta.name.startsWith("_") || meta.name.endsWith("_")) {
    const msg = `The model name '${meta.name}' cannot start or end with an underscore ${because}`;
    return [error({ id: "models.E023", msg, obj: meta.cls })];
  }
  if (!meta.name.includes("__")) return [];
  const msg = `The model name '${meta.name}' cannot contain double underscores ${because}`;
  return [error({ id: "models.E024", msg, obj: meta.cls })];
}

function keyFindings(meta: ModelMeta): CheckMessage[] {
  const found: CheckMessage[] = [];
  const keys = meta.localFields.filter((field) => field.primaryKey);
  if (keys.length > 1) {
    const msg = "The model cannot have more than one field with 'primaryKey: true'.";
    found.push(error({ id: "models.E026", msg, obj: meta.cls }));
  }
  if (meta.localFields.some(({ name, primaryKey }) => name === "id" && !primaryKey)) {
    const msg = "'id' can only be used as a field name if the field also sets 'primaryKey: true'.";
    found.push(error({ id: "models.E004", msg, obj: meta.cls }));
  }
  return found;
}

/** Two fields of a table with one column, or two fields of one name from different parents. */
function columnFindings(meta: ModelMeta): CheckMessage[] {
  const found: CheckMessage[] = [];
  const columns = new Set<string>();
  for (const { column, name } of meta.localConcreteFields) {
    if (column === undefined) continue;
    if (columns.has(column)) {
      found.push(
        error({
          id: "models.E007",
          msg: `Field '${name}' has column name '${column}' that is used by another field.`,
          hint: "Specify a 'dbColumn' for the field.",
          obj: meta.cls,
        }),
      );
    }
    columns.add(column);
  }
  const names = new Map<string, Field>();
  for (const field of meta.fields) {
    const other = names.get(field.name);
    names.set(field.name, field);
    if (other === undefined || field.model === meta) continue;
    const msg = `The field '${other.name}' from parent model '${other.model.label}' clashes with the field '${field.name}' from parent model '${field.model.label}'.`;
    found.push(error({ id: "models.E005", msg, obj: meta.cls }));
  }
  return found;
}

/** Two many-to-many relations that share the rows between. */
function throughFindings(meta: ModelMeta): CheckMessage[] {
  const seen = new Set<string>();
  return meta.manyToMany.flatMap((field) => {
    const { target, through, options } = field as unknown as {
      target: ModelMeta;
      through: ModelMeta;
      options: { throughFields?: readonly string[] };
    };
    if (through.autoCreated || field.model !== meta) return [];
    const key = `${target.label} ${through.label} ${(options.throughFields ?? []).join()}`;
    if (!seen.has(key)) {
      seen.add(key);
      return [];
    }
    const msg = `The model has two identical many-to-many relations through the intermediate model '${through.label}'.`;
    return [error({ id: "models.E003", msg, obj: meta.cls })];
  });
}

/** Does a path end at a field, a relation, or a transform of a field? */
function isPath(meta: ModelMeta, path: string): boolean {
  let model: ModelMeta | undefined = meta;
  let field: Field | undefined;
  for (const part of path.split("__")) {
    const entry: Pick<PathEntry, "field" | "relation"> | undefined =
      part === "pk" ? { field: model?.pk, relation: undefined } : model?.find(part);
    if (entry !== undefined) {
      ({ field } = entry);
      model = entry.relation?.target;
    } else if (field?.getTransform(part) === undefined && field?.getLookup(part) === undefined)
      return false;
  }
  return true;
}

function orderingFindings(meta: ModelMeta): CheckMessage[] {
  const { ordering, orderWithRespectTo } = meta.options;
  const found: CheckMessage[] = [];
  if (ordering === undefined) return found;
  if (orderWithRespectTo !== undefined) {
    const msg = "'ordering' and 'orderWithRespectTo' cannot be used together.";
    return [error({ id: "models.E021", msg, obj: meta.cls })];
  }
  if (!Array.isArray(ordering)) {
    const msg = "'ordering' must be a tuple or list (even if you want to order by only one field).";
    return [error({ id: "models.E014", msg, obj: meta.cls })];
  }
  for (const entry of ordering as readonly unknown[]) {
    const paths =
      entry instanceof Expression
        ? [...entry.flatten()].flatMap((part) =>
            part instanceof FieldReference ? [part.path] : [],
          )
        : [String(entry).replace(/^-/, "")];
    for (const path of paths.filter((one) => one !== "?" && !isPath(meta, one))) {
      const msg = `'ordering' refers to the nonexistent field, related field, or lookup '${path}'.`;
      found.push(error({ id: "models.E015", msg, obj: meta.cls }));
    }
  }
  return found;
}

/** The fields that a constraint, an index or `uniqueTogether` names. */
function namedFields(part: unknown): string[] {
  const {
    fields = [],
    condition,
    expressions = [],
    options,
  } = part as {
    fields?: readonly string[];
    condition?: unknown;
    expressions?: readonly unknown[];
    options?: { include?: readonly string[] };
  };
  const leaves = condition instanceof Condition ? [...condition.flatten()] : [];
  const paths = leaves.flatMap((leaf) => ("path" in leaf ? [String(leaf.path)] : []));
  const referred = expressions.flatMap((expression) =>
    expression instanceof Expression
      ? [...expression.flatten()].flatMap((one) =>
          one instanceof FieldReference ? [one.path] : [],
        )
      : [],
  );
  return [
    ...[...fields, ...(options?.include ?? [])].map((name) => name.replace(/^-/, "")),
    ...[...paths, ...referred].map((path) => path.split("__")[0] ?? ""),
  ];
}

function optionFindings(meta: ModelMeta): CheckMessage[] {
  const { constraints = [], indexes = [], uniqueTogether } = meta.options;
  const found: CheckMessage[] = [];
  const given: unknown = uniqueTogether;
  if (given !== undefined && !Array.isArray(given)) {
    const msg = "'uniqueTogether' must be a list or tuple.";
    found.push(error({ id: "models.E010", msg, obj: meta.cls }));
  } else if (!togetherOf(meta).every((names) => Array.isArray(names))) {
    const msg = "All 'uniqueTogether' elements must be lists or tuples.";
    found.push(error({ id: "models.E011", msg, obj: meta.cls }));
  } else
    for (const names of togetherOf(meta))
      found.push(...fieldFindings(meta, names, "uniqueTogether"));
  for (const one of constraints)
    found.push(...fieldFindings(meta, namedFields(one), "constraints"));
  for (const one of indexes) found.push(...fieldFindings(meta, namedFields(one), "indexes"));
  return found;
}

function fieldFindings(meta: ModelMeta, names: readonly string[], option: string): CheckMessage[] {
  return [...new Set(names)].flatMap((name) => {
    const field = name === "pk" ? meta.pk : meta.find(name)?.field;
    if (field === undefined) {
      const msg = `'${option}' refers to the nonexistent field '${name}'.`;
      return [error({ id: "models.E012", msg, obj: meta.cls })];
    }
    if (meta.manyToMany.includes(field)) {
      const msg = `'${option}' refers to a ManyToManyField '${name}', but ManyToManyFields are not permitted in '${option}'.`;
      return [error({ id: "models.E013", msg, obj: meta.cls })];
    }
    if (field.keyParts !== undefined) {
      const msg = `'${option}' refers to a CompositePrimaryKey '${name}', but CompositePrimaryKeys are not permitted in '${option}'.`;
      return [error({ id: "models.E048", msg, obj: meta.cls })];
    }
    if (meta.localFields.includes(field)) return [];
    return [
      error({
        id: "models.E016",
        msg: `'${option}' refers to field '${name}' which is not local to model '${meta.name}'.`,
        hint: "This issue may be caused by multi-table inheritance.",
        obj: meta.cls,
      }),
    ];
  });
}

function indexNameFindings(meta: ModelMeta): CheckMessage[] {
  return (meta.options.indexes ?? []).flatMap(({ name }) => {
    if (name === undefined || name.length <= 30) return [];
    const msg = `The index name '${name}' cannot be longer than 30 characters.`;
    return [error({ id: "models.E034", msg, obj: meta.cls })];
  });
}
