import { InvalidUse } from "../errors.ts";
import type { ModelClass } from "./model-class.ts";
import type { ModelMeta } from "./meta.ts";

/** Passed to a constructor to see which own properties a class body makes. */
export const PROBE: unique symbol = Symbol("nuages.probe");

/** The properties that a class body makes on every instance: found by making one. */
function bodyProperties(cls: ModelClass): readonly string[] {
  try {
    const probe = new (cls as unknown as new (marker: symbol) => object)(PROBE);
    return Object.getOwnPropertyNames(probe);
  } catch (error) {
    throw new InvalidUse(`${cls.name} cannot be constructed without values: ${String(error)}.`, {
      hint: "A constructor of your own must pass all its arguments to super() and touch no fields before.",
      cause: error,
    });
  }
}

/** A class body that says `name!: string` would wipe the field of every instance. */
export function refuseShadowing(cls: ModelClass, meta: ModelMeta): void {
  meta.bodyProperties = bodyProperties(cls);
  const taken = new Set(meta.getFields().flatMap(({ name, attname }) => [name, attname]));
  for (const name of meta.bodyProperties) if (taken.has(name)) throw wiped(meta, name, "field");
  for (const name of taken) {
    const descriptor = Object.getOwnPropertyDescriptor(cls.prototype, name);
    if (typeof descriptor?.value === "function") {
      throw new InvalidUse(`${meta.name} has both a field and a method "${name}".`, {
        hint: "Rename one of them.",
      });
    }
  }
}

/** The same for what the model gets from relations that point at it, when those are known. */
export function refuseShadowedRelations(meta: ModelMeta): void {
  if (meta.bodyProperties.length === 0) return;
  const accessors = new Set(meta.reverseRelations().map(({ accessorName }) => accessorName));
  for (const name of meta.bodyProperties)
    if (accessors.has(name)) throw wiped(meta, name, "relation");
}

function wiped(meta: ModelMeta, name: string, what: "field" | "relation"): InvalidUse {
  return new InvalidUse(
    `The class body of ${meta.name} declares a property "${name}", which would wipe the ${what} of that name in every instance.`,
    {
      hint: `Write "declare ${name}: …" to give it a type only, or leave the line out.`,
      details: { model: meta.name, field: name },
    },
  );
}
