import { NuagesError, didYouMean } from "../errors/index.ts";

/** A key that a {@link MultiValueDict} must have is missing. Django: `MultiValueDictKeyError`. */
export class MultiValueDictKeyError extends NuagesError {
  readonly code = "multi_value_dict.missing_key";

  static missing(key: string, known: Iterable<string>): MultiValueDictKeyError {
    return new MultiValueDictKeyError(`There is no value for ${JSON.stringify(key)}.`, {
      hint: didYouMean(key, known),
      details: { key },
    });
  }
}

/**
 * A map of names to lists of values, as forms and query strings are. What reads one value
 * ({@link get}, {@link entries}, iteration) reads the last of the list. Keys such as `__proto__` are
 * plain data. Django: `MultiValueDict`.
 */
export class MultiValueDict<T> extends Map<string, T> {
  readonly #lists = new Map<string, T[]>();

  /** @param lists Names with the list of values of each. */
  constructor(lists: Iterable<readonly [string, readonly T[]]> = []) {
    super();
    for (const [key, values] of lists) this.#lists.set(key, [...values]);
  }

  override get size(): number {
    return this.#lists.size;
  }

  /** The last value of `key`, or `undefined` when there is none. */
  override get(key: string): T | undefined;
  override get<D>(key: string, fallback: D): T | D;
  override get<D>(key: string, fallback?: D): T | D | undefined {
    const values = this.#lists.get(key);
    return values === undefined || values.length === 0 ? fallback : values.at(-1);
  }

  /**
   * The last value of `key`.
   *
   * @throws MultiValueDictKeyError when the key is missing.
   */
  getItem(key: string): T | undefined {
    const values = this.#lists.get(key);
    if (values === undefined) throw MultiValueDictKeyError.missing(key, this.#lists.keys());
    return values.at(-1);
  }

  /** All values of `key`; an empty list, or `fallback`, when it is missing. */
  getlist(key: string, fallback: readonly T[] = []): T[] {
    return [...(this.#lists.get(key) ?? fallback)];
  }

  override has(key: string): boolean {
    return this.#lists.has(key);
  }

  /** Makes `value` the only value of `key`. */
  override set(key: string, value: T): this {
    this.#lists.set(key, [value]);
    return this;
  }

  /** Replaces the values of `key`. */
  setlist(key: string, values: readonly T[]): void {
    this.#lists.set(key, [...values]);
  }

  /** Adds a value behind those of `key`. */
  appendlist(key: string, value: T): void {
    const values = this.#lists.get(key);
    if (values === undefined) this.#lists.set(key, [value]);
    else values.push(value);
  }

  /** The last value of `key`, which becomes `value` when it was missing. */
  setdefault(key: string, value: T): T | undefined {
    if (!this.#lists.has(key)) this.set(key, value);
    return this.get(key);
  }

  /** The values of `key`, which become `values` when it was missing. */
  setlistdefault(key: string, values: readonly T[] = []): T[] {
    if (!this.#lists.has(key)) this.setlist(key, values);
    return this.getlist(key);
  }

  /** Adds the values of another dictionary, or single values, behind those that are here. */
  update(
    other: MultiValueDict<T> | Iterable<readonly [string, T]> | Readonly<Record<string, T>>,
  ): void {
    if (other instanceof MultiValueDict) {
      for (const [key, values] of other.lists()) {
        this.setlist(key, [...this.getlist(key), ...values]);
      }
      return;
    }
    const pairs = Symbol.iterator in other ? other : Object.entries(other);
    for (const [key, value] of pairs) this.appendlist(key, value);
  }

  override delete(key: string): boolean {
    return this.#lists.delete(key);
  }

  override clear(): void {
    this.#lists.clear();
  }

  /** Takes `key` out and gives its values. */
  pop(key: string): T[] | undefined {
    const values = this.#lists.get(key);
    this.delete(key);
    return values;
  }

  /** Takes the last added key out and gives it with its values. */
  popitem(): [string, T[]] | undefined {
    const last = [...this.#lists].at(-1);
    if (last !== undefined) this.delete(last[0]);
    return last;
  }

  /** Names with all values of each. */
  lists(): MapIterator<[string, T[]]> {
    return this.#lists.entries();
  }

  override keys(): MapIterator<string> {
    return this.#lists.keys();
  }

  override *values(): MapIterator<T> {
    for (const [, value] of this.entries()) yield value;
  }

  /** Names with the last value of each; a name whose list is empty is left out. */
  override *entries(): MapIterator<[string, T]> {
    for (const [key, values] of this.#lists) {
      if (values.length > 0) yield [key, values[values.length - 1] as T];
    }
  }

  /** {@link entries}, under Django's name. */
  items(): MapIterator<[string, T]> {
    return this.entries();
  }

  override [Symbol.iterator](): MapIterator<[string, T]> {
    return this.entries();
  }

  override forEach(visit: (value: T, key: string, map: Map<string, T>) => void): void {
    for (const [key, value] of this.entries()) visit(value, key, this);
  }

  /** A dictionary of its own with the same values. */
  copy(): MultiValueDict<T> {
    return new MultiValueDict(this.#lists);
  }

  /** Names with the last value of each, without a prototype. */
  dict(): Record<string, T> {
    const plain = Object.create(null) as Record<string, T>;
    for (const [key, value] of this.entries()) plain[key] = value;
    return plain;
  }

  toJSON(): Record<string, T> {
    return this.dict();
  }

  [Symbol.for("nodejs.util.inspect.custom")](): unknown {
    return new Map(this.#lists);
  }
}
