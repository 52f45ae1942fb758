/** Where translations come from: one language's texts. */
export interface Catalog {
  /** The translation of a message, or the message itself. */
  text(message: string, context?: string): string;
  /** The translation of a message in the form that `count` needs. */
  plural(forms: PluralForms, count: number | bigint, context?: string): string;
}

/** The two forms of a message in the language of the source. */
export interface PluralForms {
  readonly singular: string;
  readonly plural: string;
}

/** The texts as they are written in the source: English. */
const sourceCatalog: Catalog = {
  text: (message) => message,
  plural: ({ singular, plural }, count) => (Number(count) === 1 ? singular : plural),
};

/** The catalog of the language that is active where this is called. */
export function activeCatalog(): Catalog {
  return sourceCatalog;
}
