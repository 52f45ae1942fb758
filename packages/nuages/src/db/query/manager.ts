import { InvalidUse } from "../errors.ts";
import { InternalError } from "../../errors/index.ts";
import type { ModelMeta } from "../models/meta.ts";
import { notLoaded } from "../models/lazy-value.ts";
import { markAltersData } from "../../utils/alters-data.ts";
import { INTERNAL } from "./internal.ts";
import type { Manager, ManagerOf } from "./manager-types.ts";
import { QuerySet } from "./queryset.ts";
import { initialState, type QueryState, type RoutingHints } from "./state.ts";

type QuerySetClass = new (state: QueryState) => QuerySet<object>;

/** The way into the rows of a model. Subclass it, or a queryset, to add methods. */
export class BaseManager {
  /** Class of the querysets that the manager gives. */
  static readonly querySetClass: QuerySetClass = QuerySet;
  #meta: ModelMeta | undefined = undefined;
  #using: string | undefined = undefined;
  #hints: RoutingHints = {};
  /** Name of the static property that holds it. */
  name = "";
  /** Has the manager its place in migrations too, where historical models get one of its class? Default: no. */
  readonly useInMigrations: boolean = false;

  /** Gives the manager its model; each child of an abstract base has a manager of its own. */
  contributeTo(meta: ModelMeta, name: string): this {
    const copy = new (this.constructor as new () => this)();
    Object.assign(copy, this);
    copy.#meta = meta;
    copy.name = name;
    return copy;
  }

  /** @internal The object whose rows the manager is for. */
  instance: object = this;

  /** @internal */
  bindTo(meta: ModelMeta, name: string, instance: object): this {
    this.#meta = meta;
    this.name = name;
    this.instance = instance;
    return this;
  }

  get isBound(): boolean {
    return this.#meta !== undefined;
  }

  get meta(): ModelMeta {
    if (this.#meta === undefined) {
      throw new InvalidUse("This manager has no model yet.", {
        hint: "Models must be known before they are used: call setup(), or registerModels(Book, Author) in a program without apps.",
      });
    }
    return this.#meta;
  }

  /** Alias of the database that the manager was bound to, if any. */
  get db(): string | undefined {
    return this.#using;
  }

  /** A manager for one database. Django: `db_manager()`. */
  using(alias: string): QuerySet<object> {
    return this.getQueryset().using(alias);
  }

  /** A copy that asks one database. */
  dbManager(alias: string): this {
    const copy = this.contributeTo(this.meta, this.name);
    copy.#using = alias;
    return copy;
  }

  /** The rows that everything begins with; override it to narrow them. Never async. */
  getQueryset(): QuerySet<object> {
    const { querySetClass } = this.constructor as typeof BaseManager;
    return new querySetClass(initialState(this.meta, this.#using, this.#hints));
  }

  all(): QuerySet<object> {
    const rows: unknown = this.getQueryset();
    if (rows instanceof QuerySet) return rows;
    // The error below is what the developer should see, not a rejection that nobody handles.
    if (rows instanceof Promise) rows.catch(() => undefined);
    throw new InvalidUse(
      `${this.meta.label}.${this.name}.getQueryset() gave a promise or no queryset at all.`,
      {
        hint: "getQueryset() must not be async: an async function gives the rows, not the queryset.",
      },
    );
  }

  /** @throws InvalidUse always: a manager is no value */
  toJSON(key = ""): never {
    throw notLoaded(key, "a manager, whose rows are not loaded");
  }

  /** @internal */
  stateFor(using: string | undefined): QueryState {
    const state = this.all()[INTERNAL];
    return using === undefined ? state : { ...state, using };
  }
}

/** Methods of querysets that managers do not have. */
const NOT_OFFERED: ReadonlySet<string> = new Set([
  "constructor",
  "then",
  "fetch",
  "withState",
  "step",
  "ready",
  "fill",
  "delete",
  "asManager",
]);

/** Gives a manager class the methods of a queryset class: each is called on the manager's rows. */
function offerMethods(manager: { readonly prototype: object }, queryset: QuerySetClass): void {
  for (
    let owner: object = queryset.prototype;
    owner !== Object.prototype;
    owner = Object.getPrototypeOf(owner) as object
  ) {
    for (const name of Object.getOwnPropertyNames(owner)) {
      if (NOT_OFFERED.has(name) || name.startsWith("_") || name in manager.prototype) continue;
      const descriptor = Object.getOwnPropertyDescriptor(owner, name);
      if (typeof descriptor?.value === "function") offerMethod(manager.prototype, name);
      else if (descriptor?.get !== undefined) {
        Object.defineProperty(manager.prototype, name, {
          configurable: true,
          get(this: BaseManager) {
            return (this.all() as unknown as Record<string, unknown>)[name];
          },
        });
      }
    }
  }
}

function offerMethod(prototype: object, name: string): void {
  Object.defineProperty(prototype, name, {
    configurable: true,
    writable: true,
    value(this: BaseManager, ...args: unknown[]) {
      const rows = this.all() as unknown as Record<string, (...given: unknown[]) => unknown>;
      const method = rows[name];
      if (method === undefined) throw new InternalError(`a queryset without ${name}`);
      return method.apply(rows, args);
    },
  });
}

offerMethods(BaseManager, QuerySet);

/** A manager class as users extend it: with the methods of a queryset, typed. */
export interface ManagerConstructor {
  new <M>(): Manager<M> &
    Pick<BaseManager, "name" | "meta" | "dbManager" | "useInMigrations"> & {
      getQueryset(): QuerySet<M>;
    };
  /** A manager class with the methods of your own queryset class. */
  fromQuerySet<Q>(
    queryset: new (state: QueryState) => Q,
  ): new () => ManagerOf<Q> & { getQueryset(): Q; all(): Q };
}

/** A manager class with the methods of `queryset`. Django: `Manager.from_queryset()`. */
function fromQuerySet(this: typeof BaseManager, queryset: QuerySetClass): typeof BaseManager {
  class FromQuerySet extends this {
    static override readonly querySetClass = queryset;
  }
  offerMethods(FromQuerySet, queryset);
  return FromQuerySet;
}

Object.defineProperty(BaseManager, "fromQuerySet", { value: fromQuerySet });

// The methods were copied above from the very class that the type takes them from.
export const ManagerClass = BaseManager as unknown as ManagerConstructor;

/** A manager with the methods of a queryset class: `static objects = models.managerOf(BookQuerySet)`. Django: `QuerySet.as_manager()`. */
export function managerOf<Q>(
  queryset: new (state: QueryState) => Q,
): ManagerOf<Q> & { getQueryset(): Q; all(): Q } {
  return new (ManagerClass.fromQuerySet(queryset))();
}

const CHANGES = [
  "bulkCreate",
  "bulkUpdate",
  "create",
  "delete",
  "getOrCreate",
  "update",
  "updateOrCreate",
];
markAltersData(QuerySet.prototype, CHANGES);
markAltersData(BaseManager.prototype, [...CHANGES, "add", "clear", "remove", "set"]);
