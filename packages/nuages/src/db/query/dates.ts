import { InvalidUse, InvalidValue } from "../errors.ts";
import { FieldReference } from "../expressions/columns.ts";
import { Trunc } from "../expressions/functions/date-time.ts";
import { OrderBy } from "../expressions/combinable.ts";
import { fieldOfKind } from "../expressions/field-of-value.ts";
import { refuseCombined, type QuerySetLike } from "./internal.ts";
import { plainStep } from "./state.ts";

export type DateKind = "year" | "month" | "week" | "day";
export type DateTimeKind = DateKind | "hour" | "minute" | "second";

interface DateOptions {
  readonly field: string;
  readonly kind: string;
  readonly order: string;
  readonly type: "date" | "datetime";
  readonly timeZone?: string;
}

const KINDS = {
  date: ["year", "month", "week", "day"],
  datetime: ["year", "month", "week", "day", "hour", "minute", "second"],
} as const;

/** `dates()` and `datetimes()`: the distinct values of a field, cut to a part of it. */
export function dateValues(
  queryset: QuerySetLike,
  { field, kind, order, type, timeZone }: DateOptions,
): unknown {
  if (!(KINDS[type] as readonly string[]).includes(kind)) {
    throw new InvalidValue(
      `"kind" must be one of ${KINDS[type].map((name) => `"${name}"`).join(", ")}.`,
    );
  }
  if (order !== "ASC" && order !== "DESC")
    throw new InvalidValue('"order" must be either "ASC" or "DESC".');
  return queryset.step((state) => {
    refuseCombined(state, type === "date" ? "dates()" : "datetimes()");
    const next = plainStep(state, undefined, (query) => {
      const source = new FieldReference(field);
      const resolved = source.resolve(query, {}).outputField;
      if (type === "date" && resolved.kind !== "date" && resolved.kind !== "datetime")
        throw new InvalidUse(`"${field}" isn't a DateField or DateTimeField.`);
      if (type === "datetime" && resolved.kind !== "datetime")
        throw new InvalidUse(`"${field}" isn't a DateTimeField.`);
      const cut = new Trunc(source, kind, {
        outputField: fieldOfKind(type),
        ...(timeZone === undefined ? {} : { timeZone }),
      });
      query.addAnnotation("datefield", cut);
      query.addAnnotation("plain_field", source, false);
      query.setValues(["datefield"]);
      query.distinct = true;
      query.addFilter({ plain_field__isnull: false });
      query.orderBy = [
        new OrderBy(new FieldReference("datefield"), { descending: order === "DESC" }),
      ];
      query.defaultOrdering = false;
    });
    return { ...next, mode: "flat" };
  });
}
