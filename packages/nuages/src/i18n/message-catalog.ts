import { defaultPluralRule, type PluralRule } from "./plural-forms.ts";

/** A message of a catalog: its context, its text in the source, its forms in the language. */
export interface CatalogMessage {
  readonly context?: string | undefined;
  readonly id: string;
  /** One text, or with a plural one for each form. */
  readonly texts: readonly string[];
}

const SEPARATOR = "\u0004";

/** The messages of one file. */
export class MessageCatalog {
  readonly #texts = new Map<string, readonly string[]>();
  readonly #rule: PluralRule;

  constructor(messages: Iterable<CatalogMessage>, rule: PluralRule = defaultPluralRule) {
    this.#rule = rule;
    for (const { context, id, texts } of messages) {
      if (texts.some((text) => text !== "")) this.#texts.set(keyOf(id, context), texts);
    }
  }

  /** The translation; `undefined` when the catalog has none. */
  find(id: string, context?: string): string | undefined {
    return this.#texts.get(keyOf(id, context))?.[0];
  }

  /** The translation in the form for a number; `undefined` when the catalog has none. */
  findPlural(id: string, count: number, context?: string): string | undefined {
    return this.#texts.get(keyOf(id, context))?.[this.#rule(count)];
  }
}

function keyOf(id: string, context: string | undefined): string {
  return context === undefined ? id : context + SEPARATOR + id;
}
