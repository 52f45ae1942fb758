import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../../../conf/index.ts";
import { connections, createTables, models, registerModels } from "../../../db/index.ts";
import { Http404, HttpRequest } from "../../../http/index.ts";
import { Temporal } from "../../../utils/temporal.ts";
import {
  ArchiveIndexView,
  type ClassView,
  DateDetailView,
  DayArchiveView,
  MonthArchiveView,
  type TemplateResponse,
  TodayArchiveView,
  WeekArchiveView,
  YearArchiveView,
} from "../../index.ts";
import { readDate } from "./read-date.ts";

class Gig extends models.Model<Gig>()(
  { place: models.CharField({ maxLength: 100 }), day: models.DateField() },
  { appLabel: "jazz" },
) {}

class Record extends models.Model<Record>()(
  { title: models.CharField({ maxLength: 100 }), cut: models.DateTimeField() },
  { appLabel: "jazz" },
) {}

const folder = mkdtempSync(join(tmpdir(), "nuages-archive-"));
const today = Temporal.Now.plainDateISO("Europe/Paris");
const tomorrow = today.add({ days: 1 });

const LIST = "{% for row in object_list %}{{ row.place }}{{ row.title }} {% endfor %}";
const DATES = "[{% for date in date_list %}{{ date|date:'Y-m-d' }} {% endfor %}]";
const templates: Readonly<{ [name: string]: string }> = {
  gig_archive: `${DATES} {{ latest|length }}: ${LIST}`,
  gig_archive_year: `${DATES} {{ previous_year|date:'Y' }}<{{ year|date:'Y' }}<{{ next_year|date:'Y' }}: ${LIST}`,
  gig_archive_month: `${DATES} {{ previous_month|date:'Y-m' }}<{{ month|date:'Y-m' }}<{{ next_month|date:'Y-m' }}: ${LIST}`,
  gig_archive_week: `{{ previous_week|date:'Y-m-d' }}<{{ week|date:'Y-m-d' }}<{{ next_week|date:'Y-m-d' }}: ${LIST}`,
  gig_archive_day: `{{ previous_day|date:'Y-m-d' }}<{{ day|date:'Y-m-d' }}<{{ next_day|date:'Y-m-d' }} {{ previous_month|date:'Y-m' }}<{{ next_month|date:'Y-m' }}: ${LIST}`,
  gig_detail: "{{ gig.place }}",
  record_archive_day: LIST,
  record_archive_year: `${DATES} {{ next_year|date:'Y' }}: ${LIST}`,
};

beforeAll(async () => {
  mkdirSync(join(folder, "jazz"));
  for (const [name, source] of Object.entries(templates)) {
    writeFileSync(join(folder, `jazz/${name}.html`), source);
  }
  configure({
    secretKey: "k".repeat(50),
    databases: { default: { engine: "sqlite", name: ":memory:" } },
    templates: [{ dirs: [folder] }],
    timeZone: "Europe/Paris",
  });
  registerModels(Gig, Record);
  await createTables({ models: [Gig, Record] });
  for (const [place, day] of [
    ["Hot Club", "1934-12-02"],
    ["Pleyel", "1937-01-26"],
    ["Pleyel", "1937-01-30"],
    ["Aeolian Hall", "1937-12-31"],
    ["Samois", today.toString()],
    ["Tomorrow", tomorrow.toString()],
  ]) {
    await Gig.objects.create({ place: place ?? "", day: Temporal.PlainDate.from(day ?? "") });
  }
  for (const [title, moment] of [
    // Half past midnight in Paris, which is the day before in UTC.
    ["Nuages", "1946-02-01T00:30+01:00"],
    ["Swing", "1946-02-01T23:30+01:00"],
  ]) {
    await Record.objects.create({ title: title ?? "", cut: new Date(moment ?? "") });
  }
});
afterAll(async () => {
  await connections.closeAll();
  rmSync(folder, { recursive: true });
});

async function show(view: ClassView, params: object = {}, target = "/"): Promise<string> {
  const response = (await view(new HttpRequest({ target }), params)) as TemplateResponse;
  return (await response.render()).text.trim();
}

class Index extends ArchiveIndexView<Gig> {
  override model = Gig;
  override dateField: string | null = "day";
}
class Year extends YearArchiveView<Gig> {
  override model = Gig;
  override dateField = "day";
}
class Month extends MonthArchiveView<Gig> {
  override model = Gig;
  override dateField = "day";
}
class Week extends WeekArchiveView<Gig> {
  override model = Gig;
  override dateField = "day";
}
class Day extends DayArchiveView<Gig> {
  override model = Gig;
  override dateField = "day";
}
class Today extends TodayArchiveView<Gig> {
  override model = Gig;
  override dateField = "day";
}
class Detail extends DateDetailView<Gig> {
  override model = Gig;
  override dateField = "day";
  override monthFormat = "%m";
}
class RecordsOfDay extends DayArchiveView<Record> {
  override model = Record;
  override dateField = "cut";
}
class RecordsOfYear extends YearArchiveView<Record> {
  override model = Record;
  override dateField = "cut";
}

const day = (date: Temporal.PlainDate): string => date.toString();

describe("ArchiveIndexView", () => {
  it("shows the latest first, and the years [VIEW-17, VIEW-22, VIEW-26]", async () => {
    expect(await show(Index.asView())).toBe(
      `[${today.year}-01-01 1937-01-01 1934-01-01 ] 5: Samois Aeolian Hall Pleyel Pleyel Hot Club`,
    );
  });

  it("shows the future where it may [VIEW-28]", async () => {
    const page = await show(Index.asView({ allowFuture: true }));

    expect(page).toContain("6: Tomorrow Samois");
  });

  it("has pages", async () => {
    const view = Index.asView({ paginateBy: 2 });

    expect(await show(view, {}, "/?page=3")).toContain(": Hot Club");
  });

  it("is not there without rows, unless it may be empty [VIEW-28]", async () => {
    const queryset = Gig.objects.none();

    await expect(show(Index.asView({ queryset }))).rejects.toThrow(
      new Http404("No gigs available"),
    );
    expect(await show(Index.asView({ queryset, allowEmpty: true }))).toBe("[] 0:");
  });

  it("says what is missing", async () => {
    await expect(show(Index.asView({ dateField: null }))).rejects.toThrow(
      "Index.dateField is required.",
    );
    await expect(show(Index.asView({ dateField: "place" }))).rejects.toThrow(
      "The field place has no dates.",
    );
  });
});

describe("YearArchiveView", () => {
  it("shows the months, the nearest years, and rows where it is told to [VIEW-21, VIEW-26]", async () => {
    expect(await show(Year.asView(), { year: 1937 })).toBe(
      `[1937-01-01 1937-12-01 ] 1934<1937<${today.year}:`,
    );
    expect(await show(Year.asView({ makeObjectList: true }), { year: "1937" })).toContain(
      ": Aeolian Hall Pleyel Pleyel",
    );
  });

  it("counts on through empty years where it may be empty [VIEW-21, VIEW-28]", async () => {
    const view = Year.asView({ allowEmpty: true });

    expect(await show(view, { year: 1935 })).toBe("[] 1934<1935<1936:");
    expect(await show(view, { year: today.year })).toContain(`<${today.year}<:`);
  });

  it.each([{}, { year: 1936 }, { year: tomorrow.year + 1 }, { year: "x" }, { year: "37" }])(
    "is not there for %j [VIEW-28]",
    async (params) => {
      await expect(show(Year.asView(), params)).rejects.toThrow(Http404);
    },
  );

  it("takes the year of the query or its own [VIEW-21]", async () => {
    expect(await show(Year.asView(), {}, "/?year=1937")).toContain("<1937<");
    expect(await show(Year.asView({ year: "1934" }))).toContain("<1934<1937");
    expect(await show(Year.asView({ yearFormat: "%y" }), { year: "37" }).catch(String)).toMatch(
      /No gigs available/u,
    );
  });
});

describe("MonthArchiveView", () => {
  it("shows the days and the rows [VIEW-21, VIEW-26]", async () => {
    expect(await show(Month.asView(), { year: 1937, month: "jan" })).toBe(
      "[1937-01-26 1937-01-30 ] 1934-12<1937-01<1937-12: Pleyel Pleyel",
    );
    expect(await show(Month.asView({ monthFormat: "%m" }), { year: 1937, month: 12 })).toBe(
      `[1937-12-31 ] 1937-01<1937-12<${today.toString().slice(0, 7)}: Aeolian Hall`,
    );
  });

  it.each([{ year: 1937 }, { year: 1937, month: "13" }, { year: 1937, month: "feb" }])(
    "is not there for %j",
    async (params) => {
      await expect(show(Month.asView(), params)).rejects.toThrow(Http404);
    },
  );
});

describe("WeekArchiveView", () => {
  it.each([
    ["%W", "%Y", "4", "1937-01-25"],
    ["%U", "%Y", "4", "1937-01-24"],
    ["%V", "%G", "4", "1937-01-25"],
  ])("counts weeks by %s [VIEW-27]", async (weekFormat, yearFormat, week, first) => {
    const view = Week.asView({ weekFormat, yearFormat });

    const page = await show(view, { year: 1937, week });

    expect(page).toContain(`<${first}<`);
    expect(page).toContain(": Pleyel Pleyel");
  });

  it.each([
    ["%V", "%Y", "incompatible"],
    ["%W", "%G", "incompatible"],
    ["%j", "%Y", "unknown week format"],
  ])("refuses %s with %s [VIEW-27]", async (weekFormat, yearFormat, message) => {
    const view = Week.asView({ weekFormat, yearFormat });

    await expect(show(view, { year: 1937, week: 4 })).rejects.toThrow(message);
  });
});

describe("DayArchiveView and TodayArchiveView", () => {
  it("show the rows of a day and the nearest days [VIEW-21, VIEW-26]", async () => {
    expect(await show(Day.asView(), { year: 1937, month: "Jan", day: 26 })).toBe(
      "1934-12-02<1937-01-26<1937-01-30 1934-12<1937-12: Pleyel",
    );
    expect(await show(Today.asView())).toContain(`<${day(today)}<`);
  });

  it("show no day of the future, unless they may [VIEW-28]", async () => {
    const { year, month, day: date } = tomorrow;
    const params = { year, month, day: date };
    const formats = { monthFormat: "%m" };

    await expect(show(Day.asView(formats), params)).rejects.toThrow(Http404);
    expect(await show(Day.asView({ ...formats, allowFuture: true }), params)).toContain(
      ": Tomorrow",
    );
  });

  it.each([
    { year: 1937, month: "feb", day: 30 },
    { year: 1937, month: "jan", day: "x" },
    { year: 1937, month: "jan" },
    { year: "99999", month: "jan", day: 1 },
  ])("are not there for %j", async (params) => {
    await expect(show(Day.asView(), params)).rejects.toThrow(Http404);
  });

  it("take the days of moments in the current zone [VIEW-22]", async () => {
    expect(await show(RecordsOfDay.asView(), { year: 1946, month: "feb", day: 1 })).toBe(
      "Swing Nuages",
    );
    expect(await show(RecordsOfYear.asView(), { year: 1946 })).toBe("[1946-02-01 ] :");
    await expect(
      show(RecordsOfDay.asView(), { year: 1946, month: "jan", day: 31 }),
    ).rejects.toThrow("No records available");
  });
});

describe("DateDetailView", () => {
  const params = async (place: string, date: Temporal.PlainDate): Promise<object> => {
    const { pk } = await Gig.objects.filter({ place }).earliest("day");
    return { pk, year: date.year, month: date.month, day: date.day };
  };
  const formats = { monthFormat: "%m" };
  const january = Temporal.PlainDate.from("1937-01-26");

  it("shows a row of its day alone [VIEW-26]", async () => {
    expect(await show(Detail.asView(formats), await params("Pleyel", january))).toBe("Pleyel");
    await expect(show(Detail.asView(formats), await params("Hot Club", january))).rejects.toThrow(
      Http404,
    );
  });

  it("shows no row of the future, unless it may [VIEW-28]", async () => {
    const asked = await params("Tomorrow", tomorrow);

    await expect(show(Detail.asView(formats), asked)).rejects.toThrow(
      "Future gigs not available because Detail.allow_future is False.",
    );
    expect(await show(Detail.asView({ ...formats, allowFuture: true }), asked)).toBe("Tomorrow");
  });
});

describe("readDate()", () => {
  it.each([
    ["2026__nov__20", "%Y__%b__%d", "2026-11-20"],
    ["2026 November 5", "%Y %B %d", "2026-11-05"],
    ["68-69", "%y-%d", undefined],
    ["68-2", "%y-%m", "2068-02-01"],
    ["69-2", "%y-%m", "1969-02-01"],
    ["2024-060", "%Y-%j", "2024-02-29"],
    ["2023-366", "%Y-%j", undefined],
    ["2024-02-30", "%Y-%m-%d", undefined],
    ["2026__1__1", "%Y__%W__%w", "2026-01-05"],
    ["2026__0__1", "%Y__%W__%w", "2025-12-29"],
    ["2026__1__0", "%Y__%U__%w", "2026-01-04"],
    ["2026__53__1", "%G__%V__%u", "2026-12-28"],
    ["2025__53__1", "%G__%V__%u", undefined],
    ["2026__fri__2", "%Y__%a__%W", "2026-01-16"],
    ["100%", "1%d%%", undefined],
    ["2026(1)", "%Y(%m)", "2026-01-01"],
    ["2026", "%Q", undefined],
    [`2026${"0".repeat(100_000)}`, "%Y", undefined],
    ["２０２６", "%Y", undefined],
  ])("%j by %j is %s [VIEW-21]", (text, format, expected) => {
    expect(readDate(text, format)?.toString()).toBe(expected);
  });
});
