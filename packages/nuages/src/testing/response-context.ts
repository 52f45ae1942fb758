import type { RenderedTemplate } from "./rendered-templates.ts";

/** The values that the templates of a response saw; of several the first that has a name. Django: `ContextList`. */
export class ResponseContext {
  readonly #contexts: readonly Readonly<Record<string, unknown>>[];

  /** @internal Made by the client. */
  constructor(templates: readonly RenderedTemplate[]) {
    this.#contexts = templates.map(({ context }) => context);
  }

  /** The value of a name; undefined when no template saw it. */
  get(name: string): unknown {
    return this.#contexts.find((context) => Object.hasOwn(context, name))?.[name];
  }

  has(name: string): boolean {
    return this.#contexts.some((context) => Object.hasOwn(context, name));
  }

  /** All names that a template saw. */
  keys(): Set<string> {
    return new Set(this.#contexts.flatMap((context) => Object.keys(context)));
  }

  /** The values of each template, in the order in which they were rendered. */
  [Symbol.iterator](): Iterator<Readonly<Record<string, unknown>>> {
    return this.#contexts[Symbol.iterator]();
  }
}
