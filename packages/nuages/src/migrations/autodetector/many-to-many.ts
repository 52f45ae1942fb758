import type { Field } from "../../db/index.ts";

/** Has the field a table of its own in place of a column? */
export function isManyToMany(field: Field): boolean {
  return field.getInternalType() === "ManyToManyField";
}
