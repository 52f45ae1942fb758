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
import { registerLookup } from "./registry.ts";
import { yearLookups } from "./year.ts";

/** Gives the fields their lookups; called once, when the folder is loaded. */
export function registerBuiltinLookups(): void {
  for (const lookup of builtinLookups) registerLookup(Field.prototype, lookup.lookupName, lookup);
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
