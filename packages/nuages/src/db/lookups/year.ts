import { DateTime } from "../../utils/datetime.ts";
import { Temporal } from "../../utils/temporal.ts";
import type { Extract } from "../expressions/functions/date-time.ts";
import type { Field } from "../fields/field.ts";
import type { Compiler } from "../sql/compiler-context.ts";
import { sql, type Sql } from "../sql/fragment.ts";
import { currentTimeZone, startOfDay } from "../time-zone.ts";
import { Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual } from "./builtin.ts";
import type { Lookup } from "./lookup.ts";

const LAST_MOMENT = {
  hour: 23,
  minute: 59,
  second: 59,
  millisecond: 999,
  microsecond: 999,
} as const;

function firstDay(year: number, iso: boolean): Temporal.PlainDate {
  if (!iso) return new Temporal.PlainDate(year, 1, 1);
  const fourth = new Temporal.PlainDate(year, 1, 4);
  return fourth.subtract({ days: fourth.dayOfWeek - 1 });
}

/** First or last day, or moment, of a year, as the column holds it. */
function bound(
  year: number,
  end: boolean,
  { field, iso, timeZone }: { field: Field; iso: boolean; timeZone: string | undefined },
): unknown {
  const day = end ? firstDay(year + 1, iso).subtract({ days: 1 }) : firstDay(year, iso);
  if (field.kind === "date") return day;
  const zone = timeZone ?? currentTimeZone();
  if (!end) return startOfDay(day, zone);
  const moment = day.toPlainDateTime(Temporal.PlainTime.from(LAST_MOMENT)).toZonedDateTime(zone);
  return new DateTime(moment.epochMilliseconds, 999);
}

type Piece = (year: number, end: boolean) => unknown;

/** A comparison of the year as one of the column with the bounds of the year, which an index can serve. */
function yearSql(
  lookup: Lookup & { yearParam(compiler: Compiler, piece: (year: number) => unknown): Sql },
  compiler: Compiler,
  render: (column: Sql, piece: Piece, place: (end: boolean) => Sql) => Sql,
): Sql {
  const extract = lookup.lhs as Extract;
  const field = extract.lhs.outputField.targetField;
  const iso = extract.part === "isoYear";
  const piece: Piece = (year, end) =>
    field.getDbPrepValue(
      bound(year, end, { field, iso, timeZone: extract.timeZone }),
      compiler.dialect,
    );
  return render(compiler.compile(extract.lhs), piece, (end) =>
    lookup.yearParam(compiler, (year) => piece(year, end)),
  );
}

type Constructor<T> = new (...args: ConstructorParameters<typeof Exact>) => T;

/** Adds what year comparisons share to one of the ordinary comparisons. */
function forYears<T extends Lookup>(
  base: Constructor<T>,
  render: (column: Sql, place: (end: boolean) => Sql) => Sql,
): Constructor<T> & { lookupName: string; kind: "lookup" } {
  const made = class extends (base as unknown as typeof Exact) {
    yearParam(compiler: Compiler, piece: (year: number) => unknown): Sql {
      return sql("%s", [this.param(compiler, (year) => piece(Number(year)))]);
    }

    override sql(compiler: Compiler): Sql {
      // Rows are grouped by the year, not by the column; where a window is filtered, the year is itself a column.
      const isExtracted = (this.lhs as Partial<Extract>).part !== undefined;
      if (this.rhsIsExpression || compiler.isGrouped === true || !isExtracted)
        return super.sql(compiler);
      return yearSql(this, compiler, (column, _piece, place) => render(column, place));
    }
  };
  return made as unknown as Constructor<T> & { lookupName: string; kind: "lookup" };
}

function compare(
  operator: string,
  end: boolean,
): (column: Sql, place: (end: boolean) => Sql) => Sql {
  return (column, place) => {
    const value = place(end);
    return sql(`${column.text} ${operator} ${value.text}`, [...column.params, ...value.params]);
  };
}

export const YearExact = forYears(Exact, (column, place) => {
  const [from, to] = [place(false), place(true)];
  return sql(`${column.text} BETWEEN ${from.text} AND ${to.text}`, [
    ...column.params,
    ...from.params,
    ...to.params,
  ]);
});
export const YearGreaterThan = forYears(GreaterThan, compare(">", true));
export const YearGreaterThanOrEqual = forYears(GreaterThanOrEqual, compare(">=", false));
export const YearLessThan = forYears(LessThan, compare("<", false));
export const YearLessThanOrEqual = forYears(LessThanOrEqual, compare("<=", true));
export const yearLookups = [
  YearExact,
  YearGreaterThan,
  YearGreaterThanOrEqual,
  YearLessThan,
  YearLessThanOrEqual,
] as const;
