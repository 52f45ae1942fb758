import { type CheckMessage, warning } from "../../checks/index.ts";
import { closeMatches, didYouMean } from "../../errors/index.ts";
import type { Field } from "../fields/field.ts";
import type { ModelMeta } from "./meta.ts";
import type { ModelOptions } from "./options.ts";

/** Options of the fields that the framework has. */
const FIELD_OPTIONS: ReadonlySet<string> = new Set(
  (
    "allowFiles allowFolders allowUnicode autoCreated autoNow autoNowAdd bigint blank choices " +
    "contentTypeField dbCollation dbColumn dbComment dbConstraint dbDefault dbIndex dbPersist dbTable " +
    "dbTablespace decimalPlaces decoder default editable encoder errorMessages expression fromFields " +
    "heightField helpText limitChoicesTo match maxDigits maxLength null objectIdField onDelete " +
    "outputField parentLink path primaryKey protocol recursive relatedName relatedQueryName schema " +
    "serialize storage swappable symmetrical through throughFields toField toFields unique " +
    "uniqueForDate uniqueForMonth uniqueForYear unpackIpv4 uploadTo validators verboseName widthField"
  ).split(" "),
);

const MODEL_OPTIONS: Readonly<Record<keyof ModelOptions, true>> = {
  abstract: true,
  appLabel: true,
  baseManagerName: true,
  constraints: true,
  dbTable: true,
  dbTableComment: true,
  dbTablespace: true,
  defaultManagerName: true,
  defaultPermissions: true,
  defaultRelatedName: true,
  getLatestBy: true,
  indexes: true,
  managed: true,
  orderWithRespectTo: true,
  ordering: true,
  permissions: true,
  proxy: true,
  requiredDbFeatures: true,
  requiredDbVendor: true,
  selectOnSave: true,
  swappable: true,
  uniqueTogether: true,
  verboseName: true,
  verboseNamePlural: true,
};

/**
 * Options that have no effect, as their names are misspelt. Compilers find them too, but sources run
 * without one. A field of your own may have options of its own: only names that are near to a known
 * one are reported.
 */
export function misspeltOptions(meta: ModelMeta, fields: readonly Field[]): CheckMessage[] {
  return [
    ...fields.flatMap((field) =>
      Object.keys(field.options)
        .filter((name) => !FIELD_OPTIONS.has(name) && closeMatches(name, FIELD_OPTIONS).length > 0)
        .map((name) =>
          warning({
            id: "fields.W901",
            msg: `The option '${name}' has no effect: no field has one of that name.`,
            hint: `Did you mean ${closeMatches(name, FIELD_OPTIONS).join(" or ")}?`,
            obj: field,
          }),
        ),
    ),
    ...Object.keys(meta.options)
      .filter((name) => !Object.hasOwn(MODEL_OPTIONS, name))
      .map((name) =>
        warning({
          id: "models.W901",
          msg: `The option '${name}' has no effect: no model has one of that name.`,
          hint: didYouMean(name, Object.keys(MODEL_OPTIONS), { limit: 30 }),
          obj: meta.cls,
        }),
      ),
  ];
}
