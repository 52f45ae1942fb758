/** One line of a vector file: an input and the answer that Django gave. */
export interface Vector {
  readonly id: string;
  readonly expect: Readonly<Record<string, unknown>>;
  /** Settings, active language and time zone of the answer, where they differ from the usual ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  readonly language?: string | null;
  readonly timezone?: string;
  /** The answer hangs on how Python prints or types things; counted apart. */
  readonly python_repr?: boolean;
  readonly python_error?: boolean;
  readonly [key: string]: unknown;
}

/** What our API answered, in the form of a vector's `expect`, with our values instead of tagged ones. */
export type Outcome = Readonly<Record<string, unknown>>;

/**
 * Maps the neutral vectors of an area to our public API. It renames (snake_case to camelCase) and
 * converts tagged values; behaviour of its own it has none.
 */
export interface Adapter {
  /** Base names of the vector files that it answers. */
  readonly areas: readonly string[];
  /** False for vectors whose part of the API does not exist yet: they count as `noAdapter`. */
  takes?(vector: Vector, area: string): boolean;
  /**
   * A part of the area that is counted by itself, as `translated` for vectors that need Django's
   * catalogs: it is called `<part>.<area>`.
   */
  part?(vector: Vector, area: string): string | undefined;
  /**
   * Answers one vector. What it throws counts as the answer `{ error: class name }`, a
   * ValidationError with its codes and messages.
   */
  run(vector: Vector, area: string): Outcome | Promise<Outcome>;
  /** Replaces the comparison where equal answers may be written differently (compressed text …). */
  matches?(vector: Vector, outcome: Outcome): boolean;
}
