import type { ProjectSettings, Settings } from "./settings.ts";

/** Refuses names that are no settings, with a message that says so. */
type KnownOnly<Values> = {
  [Name in keyof Values]: Name extends keyof Settings
    ? Values[Name]
    : { readonly error: `"${Name & string}" is no setting` };
};

/**
 * The default export of a project's `settings.ts`: gives back what it gets, with names and types checked
 * by the compiler. Settings of an environment spread those they start from.
 *
 * @example
 * import { base } from "./base.ts";
 * export default defineSettings({ ...base, debug: true });
 */
export function defineSettings<Values extends ProjectSettings>(
  values: Values & KnownOnly<Values>,
): Values {
  return values;
}
