import { alteredField, type Field } from "../../db/index.ts";

/**
 * The field of a table with the default that is only for the rows that are there: the state after
 * the operation has it without.
 */
export function withOneOffDefault(
  bound: Field,
  { field, preserveDefault }: { readonly field: Field; readonly preserveDefault: boolean },
): Field {
  return preserveDefault ? bound : alteredField(bound, { default: field.options.default });
}
