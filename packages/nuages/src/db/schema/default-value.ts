import type { Field } from "../fields/field.ts";
import type { Dialect } from "../sql/dialect.ts";

/**
 * What rows that are there already get in a column that is new, or that takes no NULL any more: a
 * value as the driver takes it; null when the field has none.
 */
export function effectiveDefault(field: Field, dialect: Dialect): unknown {
  return field.getDbPrepSave(plainDefault(field), dialect);
}

function plainDefault(field: Field): unknown {
  if (field.hasDefault) return field.getDefault();
  if (!field.null && field.blank && field.emptyStringsAllowed)
    return field.kind === "binary" ? new Uint8Array() : "";
  const { autoNow, autoNowAdd } = field as Partial<Record<"autoNow" | "autoNowAdd", unknown>>;
  return autoNow === true || autoNowAdd === true ? field.preSave({}, true) : null;
}
