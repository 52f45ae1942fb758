import { isConfigured, settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { FieldDoesNotExist, InvalidUse } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import { AutoField, BigAutoField, SmallAutoField } from "../fields/integer-fields.ts";
import { OrderWrt } from "../fields/order-wrt.ts";
import { OneToOneField } from "../fields/foreign-key.ts";
import { lowerFirst, snakeCase } from "../names.ts";
import type { Declaration } from "./declaration.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelOptions } from "./options.ts";
import { refuseFieldName } from "./reserved-names.ts";

/** The fields of a model, from where they come. */
export interface CollectedFields {
  readonly local: readonly Field[];
  readonly all: readonly Field[];
  readonly manyToMany: readonly Field[];
  readonly abstractBases: readonly ModelMeta[];
}

/** Options that a child takes over from its bases. */
export function inheritedOptions({ options, bases }: Declaration): ModelOptions {
  const merged: Record<string, unknown> = {};
  for (const base of bases.toReversed()) {
    const inherited = base.meta.options;
    if (base.meta.abstract) {
      const { abstract: _abstract, ...rest } = inherited;
      Object.assign(merged, rest);
    } else {
      if (base.meta.ordering.length > 0) merged["ordering"] = base.meta.ordering;
      if (inherited.getLatestBy !== undefined) merged["getLatestBy"] = inherited.getLatestBy;
    }
  }
  return { ...merged, ...options };
}

/** Collects the fields of a model: those of parents, of abstract bases, its own; adds links and the key. */
export function collectFields(meta: ModelMeta, declaration: Declaration): CollectedFields {
  const bases = declaration.bases.map((base) => base.meta);
  const abstractBases = bases.filter((base) => base.abstract);
  const parents = bases.filter((base) => !base.abstract);
  const named = new Map<string, Field | null>();
  for (const base of abstractBases) {
    for (const field of [...base.localFields, ...base.manyToMany])
      if (!named.has(field.name)) named.set(field.name, field.clone());
  }
  for (const [name, field] of Object.entries(declaration.fields)) {
    if (field === null) named.delete(name);
    else {
      refuseFieldName(meta.name, name);
      named.set(name, field);
    }
  }
  const inherited = unique(parents.flatMap((parent) => parent.fields));
  const copied = meta.proxy ? [] : inherited.filter((field) => field.copyForChild !== undefined);
  for (const field of copied) {
    const copy = field.copyForChild?.();
    if (copy !== undefined && !named.has(field.name)) named.set(field.name, copy);
  }
  const own = [...named].filter((entry): entry is [string, Field] => entry[1] !== null);
  const links = parents.map((parent) => linkTo(meta, parent, own));
  const parentFields = inherited.filter((field) => !copied.includes(field));
  const parentMany = unique(parents.flatMap((parent) => parent.manyToMany));
  const made = links
    .filter((link) => link !== undefined && !own.some(([, field]) => field === link.field))
    .map((link) => [link?.name ?? "", link?.field] as [string, Field]);
  const withKey = [...made, ...own];
  if (
    !meta.abstract &&
    !meta.proxy &&
    links.length === 0 &&
    !own.some(([, field]) => field.primaryKey)
  ) {
    withKey.unshift(["id", automaticKey(meta)]);
  }
  const { orderWithRespectTo } = meta.options;
  if (orderWithRespectTo !== undefined && !meta.abstract && !meta.proxy) {
    const names = withKey.map(([name]) => name);
    if (!names.includes(orderWithRespectTo))
      throw FieldDoesNotExist.named(
        `${meta.name} (in orderWithRespectTo)`,
        orderWithRespectTo,
        names,
      );
    withKey.push(["_order", new OrderWrt()]);
  }
  for (const [name, field] of withKey) {
    if (parentFields.some((other) => other.name === name)) throw clash(meta, name);
    field.contributeTo(meta, name);
  }
  const local = withKey
    .map(([, field]) => field)
    .filter((field) => field.getInternalType() !== "ManyToManyField");
  const manyToMany = withKey
    .map(([, field]) => field)
    .filter((field) => field.getInternalType() === "ManyToManyField");
  return {
    local,
    all: [...parentFields, ...local],
    manyToMany: [...parentMany, ...manyToMany],
    abstractBases,
  };
}

function clash(meta: ModelMeta, name: string): InvalidUse {
  return new InvalidUse(
    `${meta.name} declares the field "${name}", which its parent has already.`,
    {
      hint: "Give it another name: a child has all fields of its parents.",
    },
  );
}

function unique(fields: readonly Field[]): Field[] {
  return [...new Set(fields)];
}

/** The link from a child to a parent: a declared one, or one that is made. */
function linkTo(
  meta: ModelMeta,
  parent: ModelMeta,
  own: readonly [string, Field][],
): { name: string; field: Field } | undefined {
  if (meta.proxy) {
    meta.parents.set(parent, undefined);
    return undefined;
  }
  const declared = own.find(
    ([, field]) => field.options["parentLink"] === true && pointsAt(field, parent),
  );
  const name = declared?.[0] ?? `${lowerFirst(parent.name)}Ptr`;
  const isKey =
    !own.some(([, field]) => field.primaryKey && field !== declared?.[1]) &&
    meta.parents.size === 0;
  const field =
    declared?.[1] ??
    new OneToOneField(parent.cls, {
      onDelete: "CASCADE",
      parentLink: true,
      primaryKey: isKey,
      autoCreated: true,
      ...(snakeCase(parent.name) === parent.modelName
        ? {}
        : { dbColumn: `${parent.modelName}_ptr_id` }),
    });
  if (declared !== undefined && isKey) (field as { primaryKey: boolean }).primaryKey = true;
  meta.parents.set(parent, field);
  return { name, field };
}

function pointsAt(field: Field, parent: ModelMeta): boolean {
  const { to } = field as unknown as { to: unknown };
  if (to === parent.cls) return true;
  if (typeof to === "string") return to.toLowerCase() === parent.labelLower;
  return typeof to === "function" && !("meta" in to) && (to as () => unknown)() === parent.cls;
}

/** The key of a model that declares none. */
function automaticKey(meta: ModelMeta): Field {
  const type = automaticKeyType(
    meta.appConfig?.defaultAutoField ??
      (isConfigured() ? String(settings.defaultAutoField) : "BigAutoField"),
  );
  return new type({ verboseName: "ID", autoCreated: true });
}

type AutomaticKey = typeof BigAutoField | typeof AutoField | typeof SmallAutoField;

const AUTOMATIC_KEYS: ReadonlyMap<string, AutomaticKey> = new Map<string, AutomaticKey>([
  ["BigAutoField", BigAutoField],
  ["AutoField", AutoField],
  ["SmallAutoField", SmallAutoField],
]);

function automaticKeyType(wanted: string): new (options: KeyOptions) => Field {
  const type = AUTOMATIC_KEYS.get(wanted);
  if (type !== undefined) return type;
  throw new ImproperlyConfigured(`defaultAutoField is "${wanted}", which is no automatic key.`, {
    hint: `Known: ${[...AUTOMATIC_KEYS.keys()].join(", ")}.`,
  });
}

interface KeyOptions {
  readonly verboseName: string;
  readonly autoCreated: boolean;
}

/** Makes the key of a model that declares none what its app asks for, once that is known. */
export function retypeAutomaticKey(meta: ModelMeta, wanted: string): void {
  const key = meta.localFields.find(
    (field) => field.autoCreated && field.primaryKey && AUTOMATIC_KEYS.has(field.constructor.name),
  );
  // Children may hold the field already: it stays the same object. The classes have no state of their own.
  if (key !== undefined) Object.setPrototypeOf(key, automaticKeyType(wanted).prototype as object);
}
