import type { MODEL } from "../../apps/index.ts";
import type { CheckMessage } from "../../checks/index.ts";
import type { MultipleObjectsReturned, ObjectDoesNotExist, ObjectNotUpdated } from "../errors.ts";
import type { Manager } from "../query/manager-types.ts";
import type { CleanOptions } from "./cleaning.ts";
import type { DeleteOptions } from "./deletion.ts";
import type { ModelMeta } from "./meta.ts";
import type {
  AnyModelClass,
  Attributes,
  BasesFields,
  BasesInstance,
  BasesStatic,
  Declared,
  DisplayMethods,
  FIELDS,
  Init,
  KeyAttributes,
  NeighbourMethods,
  OrderMethods,
} from "./model-types.ts";
import type { ModelOptions } from "./options.ts";
import type { RefreshOptions } from "./refresh.ts";
import type { SaveOptions } from "./save.ts";

/** What every instance of a model has besides its fields. */
export interface ModelInstance<F = object> {
  readonly [FIELDS]: F;
  /** Saves the object: changes its row, or makes it. @throws IntegrityError when a constraint refuses it */
  save(options?: SaveOptions): Promise<void>;
  /** Deletes the row and what hangs on it: `[total, { label: number }]`. */
  delete(options?: DeleteOptions): Promise<[number, Record<string, number>]>;
  /** Reads the fields from the database again. */
  refreshFromDb(options?: RefreshOptions): Promise<void>;
  /** Checks the fields, `clean()`, uniqueness and constraints. @throws ValidationError */
  fullClean(options?: CleanOptions): Promise<void>;
  /** Checks the fields alone. @throws ValidationError */
  cleanFields(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  /** Your own checks; override it. */
  clean(): Promise<void> | void;
  validateUnique(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  validateConstraints(options?: { readonly exclude?: Iterable<string> }): Promise<void>;
  /** Is it the same row? */
  equals(other: unknown): boolean;
  /** The fields by attribute name, relations by key. */
  toJSON(): Record<string, unknown>;
  toString(): string;
  getDeferredFields(): Set<string>;
  serializableValue(name: string): unknown;
}

/** The class that a model extends. */
export interface ModelBaseClass<Self, F, Bs extends readonly AnyModelClass[], W = undefined> {
  new (
    values?: Init<AllFields<F, Bs>>,
  ): ModelInstance<AllFields<F, Bs>> &
    KeyAttributes<AllFields<F, Bs>> &
    Attributes<F> &
    DisplayMethods<F> &
    NeighbourMethods<F, Self> &
    OrderMethods<W, Self> &
    BasesInstance<Bs>;
  readonly objects: Manager<Self>;
  readonly meta: ModelMeta;
  readonly [MODEL]: ModelMeta;
  readonly DoesNotExist: new (message: string) => ObjectDoesNotExist;
  readonly MultipleObjectsReturned: new (message: string) => MultipleObjectsReturned;
  readonly NotUpdated: new (message: string) => ObjectNotUpdated;
  /** What is wrong with the model, for `nuages check`; override it to add findings of your own. */
  check(): CheckMessage[];
}

type AllFields<F, Bs extends readonly AnyModelClass[]> = Bs extends readonly []
  ? F
  : F & BasesFields<Bs>;

/** Takes the fields and options of a model. */
export interface ModelBuilder<Self> {
  <const F, const W extends string | undefined = undefined>(
    fields: F,
    options?: ModelOptions & { readonly orderWithRespectTo?: W },
  ): ModelBaseClass<Self, F, [], W>;
  /** Bases: abstract ones mix in, one with a table makes a child of it, with `{ proxy: true }` a proxy. */
  extends<const Bs extends readonly AnyModelClass[]>(
    ...bases: Bs
  ): <const F, const W extends string | undefined = undefined>(
    fields: F,
    options?: ModelOptions & { readonly orderWithRespectTo?: W },
  ) => ModelBaseClass<Self, Declared<F>, Bs, W> & BasesStatic<Bs>;
}
