import {
  ExtractIsoYear,
  ExtractYear,
  TruncDate,
  TruncTime,
  dateExtracts,
  timeExtracts,
} from "../expressions/functions/date-time.ts";
import { DateField, DateTimeField, TimeField } from "../fields/date-fields.ts";
import { Field } from "../fields/field.ts";
import { builtinLookups } from "./builtin.ts";
import { JSONField } from "../fields/other-fields.ts";
import {
  ContainedBy,
  DataContains,
  HasAnyKeys,
  HasKey,
  HasKeys,
  JSONExact,
  KeyTransform,
  keyLookups,
  keyTransform,
} from "./json.ts";
import { registerFallback, registerLookup } from "./registry.ts";
import { yearLookups } from "./year.ts";

/** Gives the fields their lookups; called once, when the folder is loaded. */
export function registerBuiltinLookups(): void {
  for (const lookup of builtinLookups) registerLookup(Field.prototype, lookup.lookupName, lookup);
  registerLookup(JSONField.prototype, "exact", JSONExact);
  registerLookup(JSONField.prototype, "contains", DataContains);
  for (const lookup of [HasKey, HasKeys, HasAnyKeys, ContainedBy])
    registerLookup(JSONField.prototype, lookup.lookupName, lookup);
  for (const lookup of keyLookups)
    registerLookup(KeyTransform.prototype, lookup.lookupName, lookup);
  registerFallback(JSONField.prototype, keyTransform);
  for (const field of [DateField, DateTimeField])
    for (const extract of dateExtracts)
      registerLookup(field.prototype, extract.lookupName, extract);
  for (const field of [TimeField, DateTimeField])
    for (const extract of timeExtracts)
      registerLookup(field.prototype, extract.lookupName, extract);
  registerLookup(DateTimeField.prototype, "date", TruncDate);
  registerLookup(DateTimeField.prototype, "time", TruncTime);
  for (const extract of [ExtractYear, ExtractIsoYear])
    for (const lookup of yearLookups) registerLookup(extract.prototype, lookup.lookupName, lookup);
}
