import { getLanguage } from "./language.ts";
import { settingOrDefault } from "../conf/index.ts";
import { catalogsOf } from "./translations.ts";
import type { MessageCatalog } from "./message-catalog.ts";

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

/** Catalogs of which the first that has a message gives its translation. */
class ChainedCatalog implements Catalog {
  readonly #chain: readonly MessageCatalog[];

  constructor(chain: readonly MessageCatalog[]) {
    this.#chain = chain;
  }

  text(message: string, context?: string): string {
    if (message === "") return "";
    const id = message.replace(/\r\n?/g, "\n");
    for (const catalog of this.#chain) {
      const found = catalog.find(id, context);
      if (found !== undefined) return found;
    }
    return message;
  }

  plural(forms: PluralForms, count: number | bigint, context?: string): string {
    for (const catalog of this.#chain) {
      const found = catalog.findPlural(forms.singular, Number(count), context);
      if (found !== undefined) return found;
    }
    return sourceCatalog.plural(forms, count);
  }
}

const catalogs = new WeakMap<readonly MessageCatalog[], Catalog>();

/** The catalog of the language that is active where this is called. */
export function activeCatalog(): Catalog {
  const language = settingOrDefault("useI18n") ? getLanguage() : null;
  if (language === null) return sourceCatalog;
  const chain = catalogsOf(language);
  if (chain.length === 0) return sourceCatalog;
  let catalog = catalogs.get(chain);
  if (catalog === undefined) {
    catalog = new ChainedCatalog(chain);
    catalogs.set(chain, catalog);
  }
  return catalog;
}
