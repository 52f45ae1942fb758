import { didYouMean } from "../../errors/index.ts";
import { InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "./meta.ts";
import { postInit, preInit } from "./signals.ts";

type Values = Record<string, unknown>;

/** Sets the primary key, with the links to parents that repeat it. */
export function setKey(instance: object, meta: ModelMeta, value: unknown): void {
  const attributes = instance as Values;
  const parts = meta.pkFields;
  if (parts.length > 1) {
    const values = (value ?? []) as readonly unknown[];
    parts.forEach((field, index) => {
      attributes[field.attname] = values[index] ?? null;
    });
    return;
  }
  for (const [parent, link] of meta.parents) {
    if (link !== undefined && value !== null) {
      attributes[parent.pk.attname] = value;
      attributes[link.attname] = value;
    }
  }
  attributes[meta.pk.attname] = value;
}

const NOTHING: object = {};

interface Columns {
  /** Fields that an instance is given a value for. */
  readonly columns: readonly Field[];
  /** Names that stand for one of them. */
  readonly names: ReadonlySet<string>;
}

const COLUMNS = new WeakMap<readonly Field[], Columns>();

function columnsOf({ concreteFields }: ModelMeta): Columns {
  let known = COLUMNS.get(concreteFields);
  if (known === undefined) {
    const columns = concreteFields.filter((field) => !field.generated);
    known = { columns, names: new Set(columns.flatMap(({ name, attname }) => [name, attname])) };
    COLUMNS.set(concreteFields, known);
  }
  return known;
}

/** Sets all fields of a new instance: what was given, else the defaults. */
export function initialize(instance: object, meta: ModelMeta, given: object | undefined): void {
  if (meta.abstract)
    throw new InvalidUse(`${meta.name} is abstract and cannot be instantiated.`, {
      hint: "Make an instance of a model that extends it.",
    });
  const { cls } = meta;
  if (preInit.hasListeners(cls)) preInit.sendSync(cls, { values: given });
  const attributes = instance as Values;
  const values = (given ?? NOTHING) as Values;
  const { columns, names } = columnsOf(meta);
  let relations: [string, unknown][] | undefined;
  for (let index = 0; index < columns.length; index += 1) {
    const field = columns[index] as Field;
    const { attname, name } = field;
    if (name !== attname && Object.hasOwn(values, name)) {
      const value = values[name];
      attributes[attname] = (Object.hasOwn(values, attname) ? values[attname] : undefined) ?? null;
      if (value !== undefined) (relations ??= []).push([name, value]);
    } else if (Object.hasOwn(values, attname)) {
      const value = values[attname];
      attributes[attname] =
        value === undefined ? field.getDefault() : (field.accept?.(value) ?? value);
    } else
      attributes[attname] =
        field.hasDbDefault && !field.hasDefault ? undefined : field.getDefault();
  }
  if (relations !== undefined) for (const [name, value] of relations) attributes[name] = value;
  for (const name of Object.keys(values))
    if (!names.has(name)) assignOther(instance, meta, name, values[name]);
  if (postInit.hasListeners(cls)) postInit.sendSync(cls, { instance });
}

/** `pk`, and properties of the class that can be assigned. @throws InvalidUse for anything else */
function assignOther(instance: object, meta: ModelMeta, name: string, value: unknown): void {
  if (name === "pk") {
    setKey(instance, meta, value);
    return;
  }
  const isRelation = meta.find(name)?.relation?.many === true;
  if (!isRelation && meta.hasSetter(name) && name !== "__proto__") {
    (instance as Values)[name] = value;
    return;
  }
  if (isRelation) {
    throw new InvalidUse(`Direct assignment to ${meta.label}.${name} is prohibited.`, {
      hint: `Save the object, then: await object.${name}.set([ … ]).`,
    });
  }
  const known = meta.concreteFields.flatMap((field) =>
    field.name === field.attname ? [field.name] : [field.name, field.attname],
  );
  throw new InvalidUse(`${meta.name}() got unexpected keyword arguments: "${name}".`, {
    hint: didYouMean(name, known),
    details: { model: meta.label, name },
  });
}
