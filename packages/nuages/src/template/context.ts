import { ContextPopError } from "./errors.ts";
import type { RenderState } from "./runtime/render-state.ts";

/** Names and values that a template sees. */
export type ContextData = Readonly<Record<string, unknown>>;

/** What a {@link Context} is made with. */
export interface ContextOptions {
  /** Escape what is printed. Default: true. */
  readonly autoescape?: boolean;
  /** Print numbers and dates as the active language does. Default: true. */
  readonly useL10n?: boolean;
  /** Convert dates with a time zone to the current one. Default: `settings.useTz`. */
  readonly useTz?: boolean;
}

type Layer = Record<string, unknown>;

const noLayer: Layer = Object.freeze(Object.create(null) as Layer);

function copyOf(data: ContextData): Layer {
  return Object.assign(Object.create(null) as Layer, data);
}

/**
 * The values that a template sees: layers, of which the last one that has a name wins. Tags push layers
 * for what they define. Django: `Context`.
 */
export class Context {
  autoescape: boolean;
  useL10n: boolean;
  /** `undefined`: as the settings say. */
  useTz: boolean | undefined;
  /** The rendering that uses the context; for tags. */
  state: RenderState | undefined;
  /** The caller's data: read, never written. */
  #base: ContextData;
  /** Layers over it, the last one wins; they inherit nothing. The first belongs to the base. */
  readonly #layers: Layer[] = [Object.create(null) as Layer];

  constructor(data: ContextData = noLayer, options: ContextOptions = noLayer) {
    this.autoescape = options.autoescape ?? true;
    this.useL10n = options.useL10n ?? true;
    this.useTz = options.useTz;
    this.#base = data;
  }

  /** The value of a name, or `undefined`. */
  get(name: string): unknown {
    for (let index = this.#layers.length - 1; index >= 0; index -= 1) {
      const value = this.#layers[index]?.[name];
      if (value !== undefined) return value;
    }
    const value = this.#base[name];
    // What objects inherit from the language is not their content.
    return value === undefined || (name in Object.prototype && !Object.hasOwn(this.#base, name))
      ? undefined
      : value;
  }

  /** The value of a name, or of its other spelling. @internal */
  look(name: string, alternative: string): unknown {
    const value = this.get(name);
    return value === undefined && alternative !== "" ? this.get(alternative) : value;
  }

  has(name: string): boolean {
    return this.#layers.some((layer) => name in layer) || Object.hasOwn(this.#base, name);
  }

  /** Sets a name in the last layer. */
  set(name: string, value: unknown): void {
    const layer = this.#layers.at(-1);
    if (layer !== undefined) layer[name] = value;
  }

  /** Sets a name in the layer that has it, else in the last one. Django: `set_upward`. */
  setUpward(name: string, value: unknown): void {
    const layer = this.#layers.findLast((candidate) => name in candidate);
    const owner =
      layer ?? (Object.hasOwn(this.#base, name) ? this.#layers[0] : this.#layers.at(-1));
    if (owner !== undefined) owner[name] = value;
  }

  /** The value of a name, which is set to `value` when it has none. */
  setDefault(name: string, value: unknown): unknown {
    const known = this.get(name);
    if (known !== undefined) return known;
    this.set(name, value);
    return value;
  }

  /** Removes a name from the last layer. */
  delete(name: string): void {
    delete this.#layers.at(-1)?.[name];
    if (this.#layers.length > 1 || !Object.hasOwn(this.#base, name)) return;
    const { [name]: _removed, ...others } = this.#base;
    this.#base = others;
  }

  /**
   * Adds a layer. `using` the result of `push()`, or calling {@link pop}, removes it.
   *
   * @example
   * using layer = context.push({ book });
   */
  push(data: ContextData = {}): Disposable {
    this.#layers.push(copyOf(data));
    const depth = this.#layers.length;
    return {
      [Symbol.dispose]: () => {
        if (this.#layers.length >= depth) this.#layers.length = depth - 1;
      },
    };
  }

  /**
   * Removes the last layer.
   *
   * @throws ContextPopError when only the base is left.
   */
  pop(): void {
    if (this.#layers.length === 1) throw new ContextPopError();
    this.#layers.pop();
  }

  /** Adds a layer with the values of `data`, which stays until {@link pop}. */
  update(data: ContextData | Context): void {
    this.#layers.push(copyOf(data instanceof Context ? data.flatten() : data));
  }

  /** Adds an empty layer for what is defined within. @internal */
  pushEmpty(): void {
    this.#layers.push(Object.create(null) as Layer);
  }

  /** All names and values in one object without prototype. */
  flatten(): Record<string, unknown> {
    return Object.assign(copyOf(this.#base), ...this.#layers) as Layer;
  }

  /** A context with the same options and only the values of `data`. Django: `new`. */
  fresh(data: ContextData = noLayer): Context {
    const context = new Context(data, this);
    context.state = this.state;
    return context;
  }

  /** A context with layers of its own over the same values. */
  clone(): Context {
    const context = this.fresh(this.#base);
    context.#layers.splice(0, 1, ...this.#layers.map(copyOf));
    return context;
  }
}
