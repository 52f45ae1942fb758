import { sql, type Sql } from "../../sql/fragment.ts";

/** Fills `{}` with the source, as often as it stands there. */
function fill(template: string, source: Sql): Sql {
  const parts = template.split("{}");
  const params = parts.slice(1).flatMap(() => source.params);
  return sql(parts.join(source.text), params);
}

/** A moment as the clock of a time zone shows it; the server needs its tables of time zones for it. */
function inZone(source: Sql, timeZone: string | undefined): Sql {
  if (timeZone === undefined || timeZone === "UTC") return source;
  return fill(`CONVERT_TZ({}, '+00:00', '${timeZone.replaceAll("'", "''")}')`, source);
}

const EXTRACTS: ReadonlyMap<string, string> = new Map([
  ["weekDay", "DAYOFWEEK({})"],
  ["isoWeekDay", "WEEKDAY({}) + 1"],
  ["week", "WEEK({}, 3)"],
  ["isoYear", "TRUNCATE(YEARWEEK({}, 3), -2) / 100"],
]);

export function extract(
  part: string,
  source: Sql,
  kind: string,
  timeZone: string | undefined,
): Sql {
  const local = inZone(source, kind === "datetime" ? timeZone : undefined);
  return fill(EXTRACTS.get(part) ?? `EXTRACT(${part.toUpperCase()} FROM {})`, local);
}

const QUARTER = "MAKEDATE(YEAR({}), 1) + INTERVAL QUARTER({}) QUARTER - INTERVAL 1 QUARTER";
const WEEK = "DATE_SUB({}, INTERVAL WEEKDAY({}) DAY)";

const DATES: ReadonlyMap<string, string> = new Map([
  ["year", "CAST(DATE_FORMAT({}, '%%Y-01-01') AS DATE)"],
  ["quarter", QUARTER],
  ["month", "CAST(DATE_FORMAT({}, '%%Y-%%m-01') AS DATE)"],
  ["week", WEEK],
]);

const FORMATS: ReadonlyMap<string, string> = new Map([
  ["year", "%%Y-01-01 00:00:00"],
  ["month", "%%Y-%%m-01 00:00:00"],
  ["day", "%%Y-%%m-%%d 00:00:00"],
  ["hour", "%%Y-%%m-%%d %%H:00:00"],
  ["minute", "%%Y-%%m-%%d %%H:%%i:00"],
  ["second", "%%Y-%%m-%%d %%H:%%i:%%s"],
]);

const MOMENTS: ReadonlyMap<string, string> = new Map([
  ...[...FORMATS].map(
    ([part, format]) => [part, `CAST(DATE_FORMAT({}, '${format}') AS DATETIME)`] as const,
  ),
  ["quarter", `CAST(DATE_FORMAT(${QUARTER}, '%%Y-%%m-01 00:00:00') AS DATETIME)`],
  ["week", `CAST(DATE_FORMAT(${WEEK}, '%%Y-%%m-%%d 00:00:00') AS DATETIME)`],
]);

const TIMES: ReadonlyMap<string, string> = new Map([
  ["hour", "CAST(DATE_FORMAT({}, '%%H:00:00') AS TIME)"],
  ["minute", "CAST(DATE_FORMAT({}, '%%H:%%i:00') AS TIME)"],
  ["second", "CAST(DATE_FORMAT({}, '%%H:%%i:%%s') AS TIME)"],
]);

export function truncate(
  part: string,
  source: Sql,
  kind: "date" | "time" | "datetime",
  timeZone: string | undefined,
): Sql {
  const local = inZone(source, timeZone);
  if (kind === "date") return fill(DATES.get(part) ?? "DATE({})", local);
  if (kind === "time") return fill(TIMES.get(part) ?? "TIME({})", local);
  return fill(MOMENTS.get(part) ?? "{}", local);
}

export function castDateTime(to: "date" | "time", source: Sql, timeZone: string | undefined): Sql {
  return fill(to === "date" ? "DATE({})" : "TIME({})", inZone(source, timeZone));
}

/** The microseconds between two dates, moments or times. */
export function subtractTemporals(internalType: string, left: Sql, right: Sql): Sql {
  if (internalType !== "time") {
    return sql(`TIMESTAMPDIFF(MICROSECOND, ${right.text}, ${left.text})`, [
      ...right.params,
      ...left.params,
    ]);
  }
  const [from, to] = [right, left].map((side) =>
    fill("TIME_TO_SEC({}) * 1000000 + MICROSECOND({})", side),
  ) as [Sql, Sql];
  return sql(`CAST((${to.text} - (${from.text})) AS SIGNED)`, [...to.params, ...from.params]);
}
