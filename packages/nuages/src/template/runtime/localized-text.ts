import { localize, templateLocaltime } from "../../i18n/index.ts";
import type { Context } from "../context.ts";
import { text } from "./text.ts";

/** The text of a value as it is printed: dates in the current zone, numbers and dates localized. */
export function localizedText(value: unknown, context: Context): string {
  const local = templateLocaltime(value, context.useTz);
  return text(localize(local, { useL10n: context.useL10n }));
}
