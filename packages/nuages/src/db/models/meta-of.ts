import { InvalidUse } from "../errors.ts";
import { defineFieldAccessor } from "./accessors.ts";
import { DECLARATION, type Declaration } from "./declaration.ts";
import { DeclaredModel } from "./declared-model.ts";
import { bindManagers } from "./managers.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import { refuseShadowing } from "./shadowing.ts";
import { classPrepared } from "./signals.ts";

const METAS = new WeakMap<object, ModelMeta>();

/** A model class with the declaration that it may stand on. */
export type DeclaredClass = ModelClass & { readonly [DECLARATION]?: Declaration };

/** The declaration that a class made by `Model()` stands on. */
export function declarationOf(cls: DeclaredClass): Declaration {
  const base = Object.getPrototypeOf(cls) as DeclaredClass;
  if (typeof base === "function" && Object.hasOwn(base, DECLARATION))
    return base[DECLARATION] as Declaration;
  if (Object.hasOwn(cls, DECLARATION)) return cls[DECLARATION] as Declaration;
  throw new InvalidUse(`${cls.name} extends a model without declaring itself.`, {
    hint: `Write: class ${cls.name} extends models.Model<${cls.name}>().extends(${(base as { name?: string }).name ?? "Base"})({}) {}`,
  });
}

/** Everything about a model class; made when it is first needed. */
export function metaOf(cls: DeclaredClass): ModelMeta {
  const known = METAS.get(cls);
  if (known !== undefined) return known;
  const declaration = declarationOf(cls);
  const meta = new DeclaredModel(cls, declaration);
  METAS.set(cls, meta);
  refuseShadowing(cls, meta);
  if (!meta.abstract) {
    for (const field of meta.getFields())
      if (field.model === meta) defineFieldAccessor(meta, field);
    meta.registry.add(meta);
  }
  bindManagers(cls, meta);
  if (!meta.abstract && classPrepared.hasListeners(cls)) classPrepared.sendSync(cls, {});
  return meta;
}

/** Everything about the model that `instance` is of. */
export function metaOfInstance(instance: object): ModelMeta {
  return (instance.constructor as unknown as { readonly meta: ModelMeta }).meta;
}
