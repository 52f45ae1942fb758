/**
 * The right side of a lookup on its way into it. With a `slot` the lookup may leave the value out
 * and take whatever stands at that place when the query runs: it then says by {@link bind} how a
 * value is prepared, and the compiled statement serves every query of the same shape.
 */
export class Operand {
  readonly value: unknown;
  readonly slot: number;
  /** Turns what the caller gave into a plain value: a related object into its key. */
  readonly normalize: (value: unknown) => unknown;
  #prepare: ((value: unknown) => unknown) | undefined;

  constructor(
    value: unknown,
    slot = -1,
    normalize: (value: unknown) => unknown = (given) => given,
  ) {
    this.value = value;
    this.slot = slot;
    this.normalize = normalize;
  }

  /** Says that the lookup reads the slot, and how values for it are made. */
  bind(prepare: (value: unknown) => unknown): void {
    this.#prepare = (value) => prepare(this.normalize(value));
  }

  /** How a value for the slot is made; undefined when the lookup holds the value itself. */
  get prepare(): ((value: unknown) => unknown) | undefined {
    return this.#prepare;
  }

  withNormalize(normalize: (value: unknown) => unknown): Operand {
    return new LinkedOperand(this, normalize);
  }
}

/** The same slot with a further step before preparing. */
class LinkedOperand extends Operand {
  readonly #origin: Operand;

  constructor(origin: Operand, normalize: (value: unknown) => unknown) {
    super(origin.value, origin.slot, normalize);
    this.#origin = origin;
  }

  override bind(prepare: (value: unknown) => unknown): void {
    super.bind(prepare);
    this.#origin.bind((value) => prepare(this.normalize(value)));
  }
}
