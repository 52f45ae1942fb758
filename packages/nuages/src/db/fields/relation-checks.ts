import { error, warning, type CheckMessage } from "../../checks/index.ts";
import { closeMatches, ImproperlyConfigured } from "../../errors/index.ts";
import type { ModelMeta } from "../models/meta.ts";
import type { Field } from "./field.ts";
import type { ForeignKeyField } from "./foreign-key.ts";
import type { ManyToManyFieldInstance } from "./many-to-many.ts";
import type { RelationField } from "./relation-field.ts";

/** The model that a relation leads to; undefined when there is none. */
function targetOf(field: RelationField): ModelMeta | undefined {
  try {
    return field.target;
  } catch (problem) {
    if (problem instanceof ImproperlyConfigured) return undefined;
    throw problem;
  }
}

function swappedFinding(field: RelationField, target: ModelMeta): CheckMessage {
  return error({
    id: "fields.E301",
    msg: `Field defines a relation with the model '${target.label}', which has been swapped out.`,
    hint: `Update the relation to point at 'swappable("${target.options.swappable ?? ""}")'.`,
    obj: field,
  });
}

/** `fields.E300`: the other model is missing, or has no table; `fields.E301`: another has taken its place. */
export function targetFindings(field: RelationField): CheckMessage[] {
  const target = targetOf(field);
  if (target?.swapped === true) return [swappedFinding(field, target)];
  if (target !== undefined && !target.abstract) return [];
  const name = target?.name ?? String(typeof field.to === "function" ? field.to.name : field.to);
  const msg = `Field defines a relation with model '${name}', which is either not installed, or is abstract.`;
  const near = closeMatches(name, field.model.registry.labels);
  const hint = near.length > 0 ? `Did you mean '${near.join("' or '")}'?` : undefined;
  return [error({ id: "fields.E300", msg, hint, obj: field })];
}

/** `fields.E331`: the model between the two is missing. */
export function missingThroughFindings(field: ManyToManyFieldInstance): CheckMessage[] {
  if (throughOf(field) !== undefined) return [];
  const name = String(field.options.through);
  const msg = `Field specifies a many-to-many relation through model '${name}', which has not been installed.`;
  return [error({ id: "fields.E331", msg, obj: field })];
}

/** What is wrong with the names of the other side. Django's `fields.E302` to `E309`. */
export function reverseNameFindings(field: RelationField): CheckMessage[] {
  const found: CheckMessage[] = [];
  const { relatedName } = field;
  const isName = /^[\p{ID_Start}_][\p{ID_Continue}]*\+?$/u;
  if (relatedName !== undefined && !isName.test(relatedName) && relatedName !== "+") {
    found.push(
      error({
        id: "fields.E306",
        msg: `The name '${relatedName}' is invalid relatedName for field ${field.label}`,
        hint: "Related name must be a valid identifier or end with a '+'",
        obj: field,
      }),
    );
  }
  if (field.hidden) return found;
  const { queryName } = field;
  const hint = "Add or change a relatedName or relatedQueryName argument for this field.";
  if (queryName.endsWith("_")) {
    const msg = `Reverse query name '${queryName}' must not end with an underscore.`;
    found.push(error({ id: "fields.E308", msg, hint, obj: field }));
  }
  if (queryName.includes("__")) {
    const msg = `Reverse query name '${queryName}' must not contain '__'.`;
    found.push(error({ id: "fields.E309", msg, hint, obj: field }));
  }
  return [...found, ...clashFindings(field)];
}

function clashFindings(field: RelationField): CheckMessage[] {
  const { target, accessorName, queryName } = field;
  const found: CheckMessage[] = [];
  const what = {
    accessor: `Reverse accessor '${target.name}.${accessorName ?? ""}'`,
    query: `Reverse query name '${queryName}'`,
  };
  const add = (kind: keyof typeof what, id: string, other: string, isField: boolean): void => {
    const extra = kind === "query" && !isField ? "reverse query name" : "reverse accessor";
    const name = isField ? "field name" : `${extra} for`;
    found.push(
      error({
        id,
        msg: `${kind === "accessor" ? what.accessor : `${what.query}`} for '${field.label}' clashes with ${name} '${other}'.`,
        hint: isField
          ? `Rename field '${other}', or add/change a relatedName argument to the definition for field '${field.label}'.`
          : `Add or change a relatedName argument to the definition for '${field.label}' or '${other}'.`,
        obj: field,
      }),
    );
  };
  for (const other of target.getFields()) {
    if (other.name === accessorName) add("accessor", "fields.E302", other.label, true);
    if (other.name === queryName) add("query", "fields.E303", other.label, true);
  }
  for (const reverse of target.reverseRelations()) {
    const other = reverse.field as unknown as RelationField;
    if (reverse.field === (field as Field) || other.hidden) continue;
    if (other.accessorName === accessorName) add("accessor", "fields.E304", other.label, false);
    if (other.queryName === queryName) add("query", "fields.E305", other.label, false);
  }
  return found;
}

/** What is wrong with a foreign key. Django's `fields.E311`, `E312`, `E320`, `E321`, `E347`, `W342`. */
export function foreignKeyFindings(field: ForeignKeyField): CheckMessage[] {
  const found = toFieldFindings(field);
  if (field.onDelete === "SET_NULL" && !field.null) {
    found.push(
      error({
        id: "fields.E320",
        msg: "Field specifies onDelete: SET_NULL, but cannot be null.",
        hint: "Set null: true on the field, or change the onDelete rule.",
        obj: field,
      }),
    );
  }
  if (field.onDelete === "SET_DEFAULT" && !field.hasDefault && !field.hasDbDefault) {
    found.push(
      error({
        id: "fields.E321",
        msg: "Field specifies onDelete: SET_DEFAULT, but has no default value.",
        hint: "Set a default value, or change the onDelete rule.",
        obj: field,
      }),
    );
  }
  if (!field.uniqueTarget && field.options.unique === true) {
    found.push(
      warning({
        id: "fields.W342",
        msg: "Setting unique: true on a ForeignKey has the same effect as using a OneToOneField.",
        hint: "ForeignKey with unique: true is usually better served by a OneToOneField.",
        obj: field,
      }),
    );
  }
  return found;
}

function toFieldFindings(field: ForeignKeyField): CheckMessage[] {
  const { target } = field;
  const { toField } = field.options;
  if (toField === undefined) {
    if (target.pkFields.length === 1) return [];
    const msg = `Field defines a relation involving model '${target.name}' which has a CompositePrimaryKey and such relations are not supported.`;
    return [error({ id: "fields.E347", msg, obj: field })];
  }
  const found = target.fields.find(({ name, attname }) => name === toField || attname === toField);
  if (found === undefined) {
    const msg = `The toField '${toField}' doesn't exist on the related model '${target.label}'.`;
    return [error({ id: "fields.E312", msg, obj: field })];
  }
  if (found.unique || isUniqueByConstraint(target, found.name)) return [];
  return [
    error({
      id: "fields.E311",
      msg: `'${target.name}.${found.name}' must be unique because it is referenced by a foreign key.`,
      hint: "Add unique: true to this field or add a UniqueConstraint (without condition) in the model's constraints.",
      obj: field,
    }),
  ];
}

function isUniqueByConstraint(meta: ModelMeta, name: string): boolean {
  return (meta.options.constraints ?? []).some((constraint) => {
    const { totallyUniqueFields } = constraint as { totallyUniqueFields?: readonly string[] };
    return totallyUniqueFields?.length === 1 && totallyUniqueFields[0] === name;
  });
}

/** What is wrong with a many-to-many relation. Django's `fields.E330` to `E340`, `W340`, `W341`, `W343`, `W345`. */
export function manyToManyFindings(field: ManyToManyFieldInstance): CheckMessage[] {
  const { options } = field;
  const found: CheckMessage[] = [];
  const note = (id: string, msg: string): void => void found.push(warning({ id, msg, obj: field }));
  if (options.unique === true)
    found.push(error({ id: "fields.E330", msg: "ManyToManyFields cannot be unique.", obj: field }));
  if (field.null) note("fields.W340", "null has no effect on ManyToManyField.");
  if ((options.validators ?? []).length > 0)
    note("fields.W341", "ManyToManyField does not support validators.");
  if (options.dbComment !== undefined)
    note("fields.W346", "dbComment has no effect on ManyToManyField.");
  if (options.limitChoicesTo !== undefined && options.through !== undefined)
    note("fields.W343", "limitChoicesTo has no effect on ManyToManyField with a through model.");
  if (options.relatedName !== undefined && field.symmetrical) {
    const msg =
      'relatedName has no effect on ManyToManyField with a symmetrical relationship, e.g. to "self".';
    note("fields.W345", msg);
  }
  return [...found, ...throughFindings(field)];
}

function throughFindings(field: ManyToManyFieldInstance): CheckMessage[] {
  const { through } = field;
  return field.options.throughFields === undefined
    ? ambiguityFindings(field, through)
    : throughFieldsFindings(field, through, field.options.throughFields);
}

function throughOf(field: ManyToManyFieldInstance): ModelMeta | undefined {
  try {
    return field.through;
  } catch (problem) {
    if (problem instanceof ImproperlyConfigured) return undefined;
    throw problem;
  }
}

/** The foreign keys of the model between that lead to `meta`. */
function keysTo(through: ModelMeta, meta: ModelMeta): Field[] {
  return through.fields.filter(
    ({ relation }) => relation?.many === false && relation.target.concrete === meta.concrete,
  );
}

function ambiguityFindings(field: ManyToManyFieldInstance, through: ModelMeta): CheckMessage[] {
  const { model: from, target: to } = field;
  const used = `The model is used as an intermediate model by '${field.label}', but it`;
  const finding = (id: string, msg: string, hint?: string): CheckMessage =>
    error({ id, msg, obj: through.cls, ...(hint === undefined ? {} : { hint }) });
  const [fromKeys, toKeys] = [keysTo(through, from).length, keysTo(through, to).length];
  const which = "You must specify which foreign key should be used via the throughFields option.";
  if (field.selfReferential) {
    if (fromKeys < 2) return [missingKeys(field, through)];
    if (fromKeys === 2) return [];
    const msg = `${used} has more than two foreign keys to '${from.name}', which is ambiguous. You must specify which two foreign keys should be used via the throughFields option.`;
    return [
      finding(
        "fields.E333",
        msg,
        "Use throughFields to specify which two foreign keys should be used.",
      ),
    ];
  }
  if (fromKeys === 0 || toKeys === 0) return [missingKeys(field, through)];
  const found: CheckMessage[] = [];
  if (fromKeys > 1)
    found.push(
      finding(
        "fields.E334",
        `${used} has more than one foreign key from '${from.name}', which is ambiguous. ${which}`,
      ),
    );
  if (toKeys > 1)
    found.push(
      finding(
        "fields.E335",
        `${used} has more than one foreign key to '${to.name}', which is ambiguous. ${which}`,
      ),
    );
  return found;
}

function missingKeys(field: ManyToManyFieldInstance, through: ModelMeta): CheckMessage {
  const msg = `The model is used as an intermediate model by '${field.label}', but it does not have a foreign key to '${field.model.name}' or '${field.target.name}'.`;
  return error({ id: "fields.E336", msg, obj: through.cls });
}

function throughFieldsFindings(
  field: ManyToManyFieldInstance,
  through: ModelMeta,
  names: readonly string[],
): CheckMessage[] {
  if (names.length < 2 || names.some((name) => typeof name !== "string" || name === "")) {
    return [
      error({
        id: "fields.E337",
        msg: `Field specifies 'throughFields' but does not provide the names of the two link fields that should be used for the relation through model '${through.label}'.`,
        hint: "Make sure you specify 'throughFields' as throughFields: ['field1', 'field2']",
        obj: field,
      }),
    ];
  }
  return names.slice(0, 2).flatMap((name, index) => {
    const other = index === 0 ? field.model : field.target;
    const key = through.fields.find((one) => one.name === name);
    const possible = keysTo(through, other).map((one) => `'${one.name}'`);
    const hint =
      possible.length === 0
        ? {}
        : {
            hint: `Did you mean one of the following foreign keys to '${other.name}': ${possible.join(", ")}?`,
          };
    if (key === undefined) {
      const msg = `The intermediary model '${through.label}' has no field '${name}'.`;
      return [error({ id: "fields.E338", msg, obj: field, ...hint })];
    }
    if (keysTo(through, other).includes(key)) return [];
    const msg = `'${through.name}.${name}' is not a foreign key to '${other.name}'.`;
    return [error({ id: "fields.E339", msg, obj: field, ...hint })];
  });
}
