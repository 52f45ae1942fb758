import { Temporal } from "../../../utils/temporal.ts";

const MONTHS =
  "january february march april may june july august september october november december"
    .split(" ")
    .map((name) => name.toLowerCase());
const DAYS = "monday tuesday wednesday thursday friday saturday sunday".split(" ");

const short = (names: readonly string[]): string[] => names.map((name) => name.slice(0, 3));
const oneOf = (names: readonly string[]): string => names.join("|");

/** What a directive matches. */
const PATTERNS: Readonly<Record<string, string>> = {
  Y: "\\d{4}",
  G: "\\d{4}",
  y: "\\d{2}",
  m: "1[0-2]|0?[1-9]",
  d: "3[01]|[12]\\d|0?[1-9]",
  j: "36[0-6]|3[0-5]\\d|[12]\\d\\d|0?[1-9]\\d|0{0,2}[1-9]",
  b: oneOf(short(MONTHS)),
  B: oneOf(MONTHS),
  a: oneOf(short(DAYS)),
  A: oneOf(DAYS),
  U: "5[0-3]|[0-4]?\\d",
  W: "5[0-3]|[0-4]?\\d",
  V: "5[0-3]|0?[1-9]|[1-4]\\d",
  u: "[1-7]",
  w: "[0-6]",
};

type Found = ReadonlyMap<string, string>;

function match(text: string, format: string): Found | undefined {
  const letters: string[] = [];
  const pattern = format.replaceAll(/%(.)|[^%]/gs, (part, letter: string | undefined) => {
    if (letter === undefined || letter === "%") return RegExp.escape(letter ?? part);
    letters.push(letter);
    return `(${PATTERNS[letter] ?? "(?!)"})`;
  });
  const found = new RegExp(`^${pattern}$`, "i").exec(text);
  if (found === null) return undefined;
  return new Map(letters.map((letter, index) => [letter, found[index + 1] ?? ""]));
}

function yearOf(found: Found): number {
  const short = found.get("y");
  // POSIX: 69 to 99 are of the twentieth century.
  if (short !== undefined) return Number(short) + (Number(short) < 69 ? 2000 : 1900);
  return Number(found.get("Y") ?? found.get("G") ?? 1900);
}

function monthOf(found: Found): number {
  const name = (found.get("b") ?? found.get("B"))?.toLowerCase().slice(0, 3);
  if (name !== undefined) return short(MONTHS).indexOf(name) + 1;
  return Number(found.get("m") ?? 1);
}

/** 1 is Monday, 7 Sunday. */
function weekdayOf(found: Found): number {
  const name = (found.get("a") ?? found.get("A"))?.toLowerCase().slice(0, 3);
  if (name !== undefined) return short(DAYS).indexOf(name) + 1;
  const fromSunday = found.get("w");
  if (fromSunday !== undefined) return Number(fromSunday) === 0 ? 7 : Number(fromSunday);
  return Number(found.get("u") ?? 1);
}

/** The day of a week of a year; week 1 begins with the first Monday (`W`) or Sunday (`U`). */
function inWeek(year: number, week: number, weekday: number, firstDay: 1 | 7): Temporal.PlainDate {
  const newYear = Temporal.PlainDate.from({ year, month: 1, day: 1 });
  const toFirst = (7 + firstDay - newYear.dayOfWeek) % 7;
  const offset = firstDay === 7 ? weekday % 7 : weekday - 1;
  return newYear.add({ days: toFirst + (week - 1) * 7 + offset });
}

function inIsoWeek(year: number, week: number, weekday: number): Temporal.PlainDate | undefined {
  // The fourth of January is always in week 1.
  const fourth = Temporal.PlainDate.from({ year, month: 1, day: 4 });
  const date = fourth.add({ days: (week - 1) * 7 + weekday - fourth.dayOfWeek });
  return date.weekOfYear === week ? date : undefined;
}

function dateOf(found: Found): Temporal.PlainDate | undefined {
  const year = yearOf(found);
  const ordinal = found.get("j");
  if (ordinal !== undefined) {
    const date = Temporal.PlainDate.from({ year, month: 1, day: 1 }).add({
      days: Number(ordinal) - 1,
    });
    return date.year === year ? date : undefined;
  }
  const [monday, sunday, iso] = [found.get("W"), found.get("U"), found.get("V")];
  if (iso !== undefined) return inIsoWeek(year, Number(iso), weekdayOf(found));
  if (monday !== undefined) return inWeek(year, Number(monday), weekdayOf(found), 1);
  if (sunday !== undefined) return inWeek(year, Number(sunday), weekdayOf(found), 7);
  const day = Number(found.get("d") ?? 1);
  return Temporal.PlainDate.from({ year, month: monthOf(found), day }, { overflow: "reject" });
}

/**
 * The date that a text says after a format with `%` directives: `Y y m d b B j G V W U a A u w`, with English
 * names. `undefined` when it says none: a wrong text, or a day that its month does not have.
 */
export function readDate(text: string, format: string): Temporal.PlainDate | undefined {
  const found = match(text, format);
  if (found === undefined) return undefined;
  try {
    return dateOf(found);
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}
