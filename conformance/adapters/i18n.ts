import {
  override,
  getLanguage,
  gettext,
  ngettext,
  npgettext,
  parsePluralForms,
  pgettext,
} from "nuages/i18n";

import type { Adapter, Outcome, Vector } from "../adapter.ts";

const text = (value: unknown): string => value as string;

function answer(vector: Vector): unknown {
  const { singular, plural, n, message, context } = vector;
  switch (vector.op) {
    case "get_language":
      return getLanguage();
    case "gettext":
      return gettext(text(message));
    case "pgettext":
      return pgettext(text(context), text(message));
    case "ngettext":
      return ngettext(text(singular), text(plural), Number(n));
    case "npgettext":
      return npgettext(text(context), text(singular), text(plural), Number(n));
    case "plural_forms": {
      const rule = parsePluralForms(text(vector.plural_forms));
      return (n as number[]).map(rule);
    }
    default:
      throw new TypeError(`${String(vector.op)} has no counterpart.`);
  }
}

export const adapter: Adapter = {
  areas: ["i18n"],
  // Texts of Django's catalogs, which are not ours to ship.
  part: ({ op }) => (/gettext/.test(String(op)) ? "translated" : undefined),
  run(vector): Outcome {
    if (vector.op === "plural_forms.bad") {
      try {
        parsePluralForms(`nplurals=2; plural=${text(vector.expression)};`);
      } catch (error) {
        if (error instanceof Error && error.name === "InvalidPluralForms")
          return { error: "invalid" };
        throw error;
      }
      return { value: "accepted" };
    }
    const { language } = vector;
    return {
      value: language === undefined ? answer(vector) : override(language, () => answer(vector)),
    };
  },
};
