/** A related object that is loaded when it is awaited; awaited twice it is loaded once. */
export class LazyRelation implements PromiseLike<object | null> {
  readonly #load: () => Promise<object | null>;
  #promise: Promise<object | null> | undefined;

  constructor(load: () => Promise<object | null>) {
    this.#load = load;
  }

  // oxlint-disable-next-line unicorn/no-thenable -- being awaited is what it is for
  then<A = object | null, B = never>(
    fulfilled?: ((object: object | null) => A | PromiseLike<A>) | null,
    rejected?: ((error: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.#promise ??= this.#load();
    return this.#promise.then(fulfilled, rejected);
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return "Lazy { await it }";
  }
}
