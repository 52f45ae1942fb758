import { type CheckedCreation, type CreationValues, DEFAULT_ALIAS } from "../db/index.ts";
import { didYouMean } from "../errors/index.ts";
import { TestSetupError } from "./errors.ts";

/** A value that differs from object to object; made by {@link sequence}. */
export interface Sequence<Value> {
  readonly "~sequence": (number: number) => Value;
}

/**
 * A default that is made of a number, which counts the objects of a factory from 1.
 *
 * @example
 * defineFactory(Member, { email: sequence((n) => `member${n}@example.com`) });
 */
export function sequence<Value>(make: (number: number) => Value): Sequence<Value> {
  return { "~sequence": make };
}

type Resolved<Value> = Value extends PromiseLike<infer Inner> ? Inner : Value;

/** What a default can be: a value, a sequence, a function, another factory. */
export type FactoryValue<Value> =
  | Value
  | Sequence<Resolved<Value>>
  | Factory<Extract<Resolved<Value>, object>, string>
  | (() => Resolved<Value> | Promise<Resolved<Value>>);

/** The defaults of a factory for the model `M`. */
export type FactoryDefaults<M> = {
  [K in keyof CreationValues<M>]: FactoryValue<CreationValues<M>[K]>;
};

/** Options of {@link defineFactory}. */
export interface FactoryOptions<M, Trait extends string> {
  /** Named sets of values, taken with {@link Factory.with}. */
  readonly traits?: Readonly<Record<Trait, Partial<FactoryDefaults<M>>>>;
  /** Does what needs the saved object, such as many-to-many relations. */
  readonly afterCreate?: (object: M) => unknown;
}

/** Makes objects of a model with readable defaults; made by {@link defineFactory}. */
export interface Factory<M, Trait extends string = never> {
  /** An object that is not saved; objects of other factories that it needs are not saved either. */
  build(values?: Partial<CreationValues<M>>): Promise<M>;
  /** A saved object. */
  create(values?: Partial<CreationValues<M>>): Promise<M>;
  /** Several saved objects. */
  createBatch(count: number, values?: Partial<CreationValues<M>>): Promise<M[]>;
  /** The factory with the values of traits, the last one wins. */
  with(...traits: readonly Trait[]): Factory<M, Trait>;
  /** The factory that saves to another database. */
  using(alias: string): Factory<M, Trait>;
}

type ModelOf<M> = abstract new (...args: never) => M;

/**
 * A factory for objects of a model: every column that must be given has a default, and a test states what
 * matters to it. The types are those of `create()`.
 *
 * @example
 * const authors = defineFactory(Author, { lastName: sequence((n) => `Author ${n}`) });
 * const books = defineFactory(
 *   Book,
 *   { title: sequence((n) => `Book ${n}`), author: authors },
 *   { traits: { lent: { dueBack: () => Temporal.Now.plainDateISO() } } },
 * );
 * const emma = await books.with("lent").create({ title: "Emma" });
 */
export function defineFactory<
  M extends object,
  const D extends FactoryDefaults<M>,
  Trait extends string = never,
>(
  model: ModelOf<M>,
  defaults: D & CheckedCreation<M, D>,
  options: FactoryOptions<M, Trait> = {},
): Factory<M, Trait> {
  return new ModelFactory<M, Trait>({
    // A class that can be extended can be called.
    model: model as unknown as new (values: object) => M,
    values: [defaults],
    options,
    counter: { last: 0 },
    alias: DEFAULT_ALIAS,
  });
}

interface Parts<M, Trait extends string> {
  readonly model: new (values: object) => M;
  /** Later ones win. */
  readonly values: readonly object[];
  readonly options: FactoryOptions<M, Trait>;
  readonly counter: { last: number };
  readonly alias: string;
}

class ModelFactory<M extends object, Trait extends string> implements Factory<M, Trait> {
  readonly #parts: Parts<M, Trait>;

  constructor(parts: Parts<M, Trait>) {
    this.#parts = parts;
  }

  build(values: object = {}): Promise<M> {
    return this.#made(values, false);
  }

  async create(values: object = {}): Promise<M> {
    const { alias, options } = this.#parts;
    const object = await this.#made(values, true);
    await (object as unknown as { save(task: object): Promise<void> }).save({ using: alias });
    await options.afterCreate?.(object);
    return object;
  }

  async createBatch(count: number, values: object = {}): Promise<M[]> {
    const objects: M[] = [];
    for (let made = 0; made < count; made += 1) objects.push(await this.create(values));
    return objects;
  }

  with(...traits: readonly Trait[]): Factory<M, Trait> {
    const known: Readonly<Record<string, object>> = this.#parts.options.traits ?? {};
    const added = traits.map((name) => {
      const values = Object.hasOwn(known, name) ? known[name] : undefined;
      if (values !== undefined) return values;
      throw new TestSetupError(`The factory of ${this.#parts.model.name} has no trait "${name}".`, {
        hint: didYouMean(name, Object.keys(known), { label: "Traits" }),
      });
    });
    return new ModelFactory({ ...this.#parts, values: [...this.#parts.values, ...added] });
  }

  using(alias: string): Factory<M, Trait> {
    return new ModelFactory({ ...this.#parts, alias });
  }

  async #made(given: object, isSaved: boolean): Promise<M> {
    const { model, values, counter, alias } = this.#parts;
    counter.last += 1;
    const number = counter.last;
    const chosen = withoutReplaced(Object.assign({}, ...values) as object, given);
    const made: Record<string, unknown> = {};
    for (const [name, value] of Object.entries(chosen)) {
      made[name] = await resolved(value, { number, isSaved, alias });
    }
    return new model(made);
  }
}

/** A key (`authorId`) that is given stands for the object (`author`) of a default, and the other way round. */
function withoutReplaced(defaults: object, given: object): object {
  const replaced = new Set(
    Object.keys(given).flatMap((name) => [name, `${name}Id`, name.replace(/Id$/u, "")]),
  );
  const kept = Object.entries(defaults).filter(([name]) => !replaced.has(name));
  return { ...Object.fromEntries(kept), ...given };
}

interface Making {
  readonly number: number;
  readonly isSaved: boolean;
  readonly alias: string;
}

async function resolved(value: unknown, { number, isSaved, alias }: Making): Promise<unknown> {
  if (value instanceof ModelFactory) {
    return isSaved ? value.using(alias).create() : value.build();
  }
  if (typeof value === "function") return (value as () => unknown)();
  if (typeof value === "object" && value !== null && "~sequence" in value) {
    return (value as Sequence<unknown>)["~sequence"](number);
  }
  return value;
}
