/**
 * A text that is made each time it is shown, so that it appears in the language that is active
 * then. Use it like a text: `String(text)`, template literals, `JSON.stringify` all work.
 */
export class LazyText {
  readonly #read: () => string;

  constructor(read: () => string) {
    this.#read = read;
  }

  toString(): string {
    return this.#read();
  }

  valueOf(): string {
    return this.toString();
  }

  toJSON(): string {
    return this.toString();
  }
}

/**
 * A lazy text whose form depends on one of the parameters that it will be filled with. By itself,
 * without them, it is empty, as in Django; `interpolate()` gives it its number.
 */
export class LazyPlural extends LazyText {
  /** Name of the parameter that decides the form. */
  readonly parameter: string;
  readonly #choose: (count: number | bigint) => string;

  constructor(parameter: string, choose: (count: number | bigint) => string) {
    super(() => "");
    this.parameter = parameter;
    this.#choose = choose;
  }

  /** The text in the form that `count` needs, with its placeholders. */
  forCount(count: number | bigint): string {
    return this.#choose(count);
  }
}
