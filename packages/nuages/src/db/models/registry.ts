import { MODEL } from "../../apps/index.ts";
import { ImproperlyConfigured, didYouMean } from "../../errors/index.ts";
import type { Field } from "../fields/field.ts";
import { isSettingReference, modelOfSetting } from "../fields/setting-reference.ts";
import type { RelationField } from "../fields/relation-field.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelClass } from "./model-class.ts";
import type { ReverseRelation } from "./reverse-relation.ts";
import { refuseShadowedRelations } from "./shadowing.ts";

/** Models that know each other: their relations lead from one to the other. */
export class ModelRegistry {
  readonly #metas = new Set<ModelMeta>();
  readonly #through = new Map<string, ModelMeta>();
  #reverse = new Map<ModelMeta, ReverseRelation[]>();
  #linked = -1;
  #linking = false;
  /** Counts the models that came: what was worked out before one came has to be worked out again. */
  version = 0;

  add(meta: ModelMeta): void {
    if (meta.abstract || this.#metas.has(meta)) return;
    this.#metas.add(meta);
    this.version += 1;
  }

  get models(): readonly ModelMeta[] {
    this.link();
    return [...this.#metas];
  }

  /** Labels of the models, for messages. */
  get labels(): readonly string[] {
    return [...this.#metas].filter(({ autoCreated }) => !autoCreated).map(({ label }) => label);
  }

  /** Resolves the relations of all models and gives each its relations from others. */
  link(): void {
    if (this.#linking || this.#linked === this.version) return;
    this.#linking = true;
    try {
      do {
        this.#linked = this.version;
        this.#reverse = new Map();
        for (const meta of this.#metas) this.#linkModel(meta);
      } while (this.#linked !== this.version);
    } finally {
      this.#linking = false;
    }
    for (const [target, relations] of this.#reverse) {
      for (const reverse of relations)
        if (this.isComplete(reverse)) target.services.defineReverse(target, reverse);
    }
    for (const meta of this.#metas) refuseShadowedRelations(meta);
  }

  /** Can a relation be followed? In a program it can, or its use says why not. */
  protected isComplete(_reverse: ReverseRelation): boolean {
    return true;
  }

  #linkModel(meta: ModelMeta): void {
    if (meta.proxy || meta.swapped) return;
    const local = [...meta.localFields, ...meta.manyToMany.filter((field) => field.model === meta)];
    for (const field of local) {
      const relation = field as unknown as Partial<RelationField>;
      if (relation.to === undefined) continue;
      const target = this.resolve(relation.to, meta, field);
      if (field.getInternalType() === "ManyToManyField") this.throughOf(meta, field);
      const list = this.#reverse.get(target.concrete) ?? [];
      list.push(reverseOf(field as RelationField, meta));
      this.#reverse.set(target.concrete, list);
    }
  }

  /** Forgets the models that come from now on, when the result is disposed of. */
  isolate(): Disposable {
    const metas = new Set(this.#metas);
    return {
      [Symbol.dispose]: () => {
        for (const meta of this.#metas) if (!metas.has(meta)) this.#metas.delete(meta);
        for (const [label, meta] of this.#through)
          if (!metas.has(meta)) this.#through.delete(label);
        this.version += 1;
      },
    };
  }

  reverseOf(meta: ModelMeta): readonly ReverseRelation[] {
    return this.#reverse.get(meta) ?? [];
  }

  /** The model that a relation names. */
  resolve(to: unknown, from: ModelMeta, field: Field): ModelMeta {
    if (to === "self") return from;
    if (typeof to === "string") return this.#byLabel(to, from, field);
    if (isSettingReference(to)) return this.#byLabel(modelOfSetting(to.setting), from, field);
    const target: unknown =
      typeof to === "function" && !(MODEL in to) ? (to as () => unknown)() : to;
    if (typeof target === "string" || isSettingReference(target))
      return this.resolve(target, from, field);
    if (typeof target === "function" && MODEL in target)
      return (target as unknown as ModelClass).meta;
    throw new ImproperlyConfigured(`${from.label}.${field.name} points at no model.`, {
      hint: 'Give the class in a function: ForeignKey(() => Author, …); or its name: "app.Author".',
    });
  }

  /** The model called `app.Name`, in any case. */
  byLabel(label: string): ModelMeta | undefined {
    return this.find(label.toLowerCase());
  }

  /** Settings that decide which of several models stands for one, such as `AUTH_USER_MODEL`. */
  swappableSettings(): readonly string[] {
    return [...this.#metas].flatMap(({ options }) => options.swappable ?? []);
  }

  /**
   * The model with that label in lower case, or, without an app, of that name. A registry that makes
   * models when they are asked for overrides it.
   */
  protected find(label: string): ModelMeta | undefined {
    for (const meta of this.#metas)
      if (meta.labelLower === label || (!label.includes(".") && meta.modelName === label))
        return meta;
    return undefined;
  }

  #byLabel(label: string, from: ModelMeta, field: Field): ModelMeta {
    const wanted =
      label.includes(".") || from.appLabel === undefined ? label : `${from.appLabel}.${label}`;
    const found = this.find(wanted.toLowerCase());
    if (found !== undefined) return found;
    throw new ImproperlyConfigured(
      `${from.label}.${field.name} points at "${label}", but there is no such model.`,
      {
        hint: didYouMean(
          label,
          [...this.#metas].map((meta) => meta.label),
        ),
      },
    );
  }

  /** The model between the two of a many-to-many relation; made when the field names none. */
  throughOf(meta: ModelMeta, field: Field): ModelMeta {
    const { through } = field.options as { through?: unknown };
    if (through !== undefined) return this.resolve(through, field.model, field);
    const known = this.#through.get(field.label);
    if (known !== undefined && known.autoCreatedBy === field) return known;
    const made = field.model.services.throughModel(field.model, field).meta;
    this.#through.set(field.label, made);
    this.add(made);
    return made;
  }
}

function reverseOf(field: RelationField, source: ModelMeta): ReverseRelation {
  return {
    get name() {
      return field.queryName;
    },
    get accessorName() {
      return field.accessorName;
    },
    field,
    source,
    get relation() {
      return field.reverse;
    },
  };
}

/** The models that are known: those of the apps, those that were registered, those that were used. */
export const registry = new ModelRegistry();

/** Forgets the models that become known from now on, when the result is disposed of; for tests. */
export function isolateModels(): Disposable {
  return registry.isolate();
}
