/** What `forloop` is in the context. */
export class ForLoop {
  readonly length: number;
  /** The loop around this one; empty when there is none. */
  readonly parentloop: unknown;
  #index = 0;
  #state: Map<unknown, unknown> | undefined;

  constructor(length: number, parent: unknown, index = 0) {
    this.length = length;
    this.parentloop = parent ?? {};
    this.#index = index;
  }

  /** Moves on to an item. */
  moveTo(index: number): void {
    this.#index = index;
  }

  get counter(): number {
    return this.#index + 1;
  }

  get counter0(): number {
    return this.#index;
  }

  get revcounter(): number {
    return this.length - this.#index;
  }

  get revcounter0(): number {
    return this.length - this.#index - 1;
  }

  get first(): boolean {
    return this.#index === 0;
  }

  get last(): boolean {
    return this.#index === this.length - 1;
  }

  /** What tags remember from one item to the next. */
  get state(): Map<unknown, unknown> {
    this.#state ??= new Map();
    return this.#state;
  }
}
