import { InvalidUse } from "../errors.ts";

/** What is loaded when it is awaited, a related object or a deferred field; awaited twice it is loaded once. */
export class LazyValue<T> implements PromiseLike<T> {
  readonly #load: () => Promise<T>;
  #promise: Promise<T> | undefined;

  constructor(load: () => Promise<T>) {
    this.#load = load;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what it is for
  then<A = T, B = never>(
    fulfilled?: ((value: T) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#promise ??= this.#load();
    return this.#promise.then(fulfilled, rejected);
  }

  /** @throws InvalidUse always: JSON cannot wait */
  toJSON(key = ""): never {
    throw notLoaded(key, "a value that is not loaded");
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "Lazy { await it }";
  }
}

/** The error of a value that JSON would show as {}: what it holds is still in the database. */
export function notLoaded(key: string, what: string): InvalidUse {
  const name = key === "" ? "this value" : JSON.stringify(key);
  return new InvalidUse(`JSON cannot be made of ${name}: it is ${what}.`, {
    hint: "Await it first (of a manager its .all()).",
  });
}
