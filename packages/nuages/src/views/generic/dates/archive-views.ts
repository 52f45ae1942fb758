import { ImproperlyConfigured } from "../../../errors/index.ts";
import { localdate } from "../../../i18n/index.ts";
import type { Temporal } from "../../../utils/temporal.ts";
import { viewName } from "../view-name.ts";
import { dateFromParts, datePart } from "./date-parts.ts";
import { type DatedItems, DateListView } from "./date-list-view.ts";
import { nextStart, type Period, startOf } from "./periods.ts";

/**
 * The latest rows, with a list of the years in which there are some. The context has `latest` and
 * `date_list`; the template is `<app>/<model>_archive.html`.
 *
 * @example
 * class News extends ArchiveIndexView<Article> {
 *   override model = Article;
 *   override dateField = "published";
 * }
 */
export class ArchiveIndexView<Row extends object = object> extends DateListView<Row> {
  override contextObjectName: string | null = "latest";
  override templateNameSuffix = "_archive";

  override async getDatedItems(): Promise<DatedItems<Row>> {
    const rows = this.getDatedQueryset();
    await this.refuseEmpty(rows);
    const dateList = await this.getDateList(rows, { order: "DESC" });
    const objectList = dateList.length === 0 ? this.dated(rows).none().queryset : rows;
    return { dateList, objectList, context: {} };
  }
}

/** The parts of a date, each of the route or the query; {@link year} and its like are said by the view itself. */
abstract class PartialDateView<Row extends object> extends DateListView<Row> {
  year: string | null = null;
  month: string | null = null;
  week: string | null = null;
  day: string | null = null;
  yearFormat = "%Y";
  monthFormat = "%b";
  weekFormat = "%W";
  dayFormat = "%d";

  getYear(): string {
    return datePart(this, "year", this.year);
  }

  getMonth(): string {
    return datePart(this, "month", this.month);
  }

  getWeek(): string {
    return datePart(this, "week", this.week);
  }

  getDay(): string {
    return datePart(this, "day", this.day);
  }

  getYearFormat(): string {
    return this.yearFormat;
  }

  getMonthFormat(): string {
    return this.monthFormat;
  }

  getWeekFormat(): string {
    return this.weekFormat;
  }

  getDayFormat(): string {
    return this.dayFormat;
  }

  getNextYear(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.nextPeriod(date, "year");
  }

  getPreviousYear(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.previousPeriod(date, "year");
  }

  getNextMonth(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.nextPeriod(date, "month");
  }

  getPreviousMonth(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.previousPeriod(date, "month");
  }

  getNextWeek(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.nextPeriod(date, "week", this.firstWeekday);
  }

  getPreviousWeek(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.previousPeriod(date, "week", this.firstWeekday);
  }

  getNextDay(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.nextPeriod(date, "day");
  }

  getPreviousDay(date: Temporal.PlainDate): Promise<Temporal.PlainDate | null> {
    return this.previousPeriod(date, "day");
  }

  /** Weeks of `%U` begin on Sunday, others on Monday. */
  protected get firstWeekday(): 1 | 7 {
    return this.getWeekFormat() === "%U" ? 7 : 1;
  }

  /** The rows of the period that a day is in. */
  protected rangeOf(
    date: Temporal.PlainDate,
    period: Period,
  ): { since: Temporal.PlainDate; before: Temporal.PlainDate } {
    const first = this.firstWeekday;
    return { since: startOf(date, period, first), before: nextStart(date, period, first) };
  }
}

/**
 * A year: the months in which there are rows. The context has `year`, `next_year`, `previous_year` and
 * `date_list`; the template is `<app>/<model>_archive_year.html`.
 */
export class YearArchiveView<Row extends object = object> extends PartialDateView<Row> {
  override dateListPeriod: Period = "month";
  override templateNameSuffix = "_archive_year";
  /** Whether the rows themselves are in the context, too. */
  makeObjectList = false;

  getMakeObjectList(): boolean {
    return this.makeObjectList;
  }

  override async getDatedItems(): Promise<DatedItems<Row>> {
    const date = dateFromParts([this.getYear(), this.getYearFormat()]);
    const rows = this.getDatedQueryset(this.rangeOf(date, "year"));
    await this.refuseEmpty(rows);
    const dateList = await this.getDateList(rows);
    return {
      dateList,
      objectList: this.getMakeObjectList() ? rows : this.dated(rows).none().queryset,
      context: {
        year: startOf(date, "year"),
        next_year: await this.getNextYear(date),
        previous_year: await this.getPreviousYear(date),
      },
    };
  }
}

/**
 * A month: its rows, and the days on which there are some. The context has `month`, `next_month` and
 * `previous_month`; the template is `<app>/<model>_archive_month.html`.
 */
export class MonthArchiveView<Row extends object = object> extends PartialDateView<Row> {
  override dateListPeriod: Period = "day";
  override templateNameSuffix = "_archive_month";

  override async getDatedItems(): Promise<DatedItems<Row>> {
    const date = dateFromParts(
      [this.getYear(), this.getYearFormat()],
      [this.getMonth(), this.getMonthFormat()],
    );
    const rows = this.getDatedQueryset(this.rangeOf(date, "month"));
    await this.refuseEmpty(rows);
    return {
      dateList: await this.getDateList(rows),
      objectList: rows,
      context: {
        month: startOf(date, "month"),
        next_month: await this.getNextMonth(date),
        previous_month: await this.getPreviousMonth(date),
      },
    };
  }
}

/** The directive of the day with which a week begins. */
const FIRST_DAYS: ReadonlyMap<string, readonly [text: string, format: string]> = new Map([
  ["%W", ["1", "%w"]],
  ["%U", ["0", "%w"]],
  ["%V", ["1", "%u"]],
]);

/**
 * A week: its rows. The context has `week`, `next_week` and `previous_week`; the template is
 * `<app>/<model>_archive_week.html`. The weeks of `%W` and `%U` are counted from the first Monday or Sunday of
 * the year; those of `%V` are ISO's, and need the year's format `%G`.
 */
export class WeekArchiveView<Row extends object = object> extends PartialDateView<Row> {
  override templateNameSuffix = "_archive_week";

  /** @throws ImproperlyConfigured for formats that do not go together */
  #firstDay(): readonly [text: string, format: string] {
    const [week, year] = [this.getWeekFormat(), this.getYearFormat()];
    const day = FIRST_DAYS.get(week);
    if (day === undefined) {
      throw new ImproperlyConfigured(`${viewName(this)} has an unknown week format: ${week}.`, {
        hint: `Choices are: ${[...FIRST_DAYS.keys()].join(", ")}.`,
      });
    }
    if ((week === "%V") !== (year === "%G")) {
      throw new ImproperlyConfigured(
        `${viewName(this)}: the week's format ${week} is incompatible with the year's format ${year}.`,
        { hint: "ISO's weeks have years of their own: use %V together with %G, or neither." },
      );
    }
    return day;
  }

  override async getDatedItems(): Promise<DatedItems<Row>> {
    const firstDay = this.#firstDay();
    const date = dateFromParts(
      [this.getYear(), this.getYearFormat()],
      [this.getWeek(), this.getWeekFormat()],
      firstDay,
    );
    const rows = this.getDatedQueryset(this.rangeOf(date, "week"));
    await this.refuseEmpty(rows);
    return {
      dateList: null,
      objectList: rows,
      context: {
        week: date,
        next_week: await this.getNextWeek(date),
        previous_week: await this.getPreviousWeek(date),
      },
    };
  }
}

/**
 * A day: its rows. The context has `day`, `next_day`, `previous_day`, `next_month` and `previous_month`; the
 * template is `<app>/<model>_archive_day.html`.
 */
export class DayArchiveView<Row extends object = object> extends PartialDateView<Row> {
  override templateNameSuffix = "_archive_day";

  /** The day that the page shows. */
  getDate(): Temporal.PlainDate {
    return dateFromParts(
      [this.getYear(), this.getYearFormat()],
      [this.getMonth(), this.getMonthFormat()],
      [this.getDay(), this.getDayFormat()],
    );
  }

  override async getDatedItems(): Promise<DatedItems<Row>> {
    const date = this.getDate();
    const rows = this.getDatedQueryset(this.rangeOf(date, "day"));
    await this.refuseEmpty(rows);
    return {
      dateList: null,
      objectList: rows,
      context: {
        day: date,
        next_day: await this.getNextDay(date),
        previous_day: await this.getPreviousDay(date),
        next_month: await this.getNextMonth(date),
        previous_month: await this.getPreviousMonth(date),
      },
    };
  }
}

/** {@link DayArchiveView} of this day, whatever the route says. */
export class TodayArchiveView<Row extends object = object> extends DayArchiveView<Row> {
  override getDate(): Temporal.PlainDate {
    return localdate();
  }
}
