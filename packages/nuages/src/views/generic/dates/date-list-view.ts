import type { QuerySet } from "../../../db/index.ts";
import { ImproperlyConfigured } from "../../../errors/index.ts";
import { Http404, type HttpRequest, type HttpResponseBase } from "../../../http/index.ts";
import { gettext, interpolate, localdate } from "../../../i18n/index.ts";
import { Temporal } from "../../../utils/temporal.ts";
import { ListView } from "../list-view.ts";
import { checkQueryset } from "../model-source.ts";
import type { ViewContext } from "../template-view.ts";
import { viewName } from "../view-name.ts";
import { DatedRows } from "./dated-rows.ts";
import { nextStart, type Period, startOf } from "./periods.ts";

/** What a page of an archive shows. */
export interface DatedItems<Row> {
  /** The periods in which there are rows; `null` where the page is not divided. */
  readonly dateList: readonly Temporal.PlainDate[] | null;
  readonly objectList: QuerySet<Row>;
  readonly context: ViewContext;
}

/** From one day to before another. */
export interface DateRange {
  readonly since: Temporal.PlainDate;
  readonly before: Temporal.PlainDate;
}

/**
 * What pages of an archive share: rows by the days of a field, none of the future, none that are empty.
 * Django: `BaseDateListView` with `DateMixin`.
 */
export abstract class DateListView<Row extends object = object> extends ListView<Row> {
  /** Name of the field with the dates. */
  dateField: string | null = null;
  /** Whether rows of the future are shown. */
  allowFuture = false;
  override allowEmpty = false;
  /** What the list of dates is divided into. */
  dateListPeriod: Period = "year";

  /** @throws ImproperlyConfigured when the view names no field */
  getDateField(): string {
    if (this.dateField !== null) return this.dateField;
    throw new ImproperlyConfigured(`${viewName(this)}.dateField is required.`);
  }

  getAllowFuture(): boolean {
    return this.allowFuture;
  }

  getDateListPeriod(): Period {
    return this.dateListPeriod;
  }

  /** The latest first, unless {@link ordering} says otherwise. */
  override getOrdering(): string | readonly string[] | null {
    return this.ordering ?? `-${this.getDateField()}`;
  }

  /** What the page shows. */
  abstract getDatedItems(): Promise<DatedItems<Row>>;

  /** The rows of some days, of all without; none of the future, unless {@link allowFuture}. */
  getDatedQueryset(range?: DateRange): QuerySet<Row> {
    let rows = this.dated(checkQueryset(this, this.getQueryset()));
    if (range !== undefined) rows = rows.since(range.since).before(range.before);
    return (this.getAllowFuture() ? rows : rows.untilNow()).queryset;
  }

  /**
   * Asks whether there are rows.
   *
   * @throws Http404 when there are none, unless {@link allowEmpty}
   */
  async refuseEmpty(queryset: QuerySet<Row>): Promise<void> {
    const rows = this.dated(queryset);
    if (!this.getAllowEmpty() && (await rows.isEmpty())) throw this.#nothing(rows);
  }

  /**
   * The periods in which there are rows, by their first days.
   *
   * @throws Http404 when there are none, unless {@link allowEmpty}
   */
  async getDateList(
    queryset: QuerySet<Row>,
    {
      period = this.getDateListPeriod(),
      order = "ASC",
    }: { readonly period?: Period; readonly order?: "ASC" | "DESC" } = {},
  ): Promise<readonly Temporal.PlainDate[]> {
    const rows = this.dated(queryset);
    const dates = await rows.periods(period, order);
    if (dates.length === 0 && !this.getAllowEmpty()) throw this.#nothing(rows);
    return dates;
  }

  #nothing(rows: DatedRows<Row>): Http404 {
    return new Http404(
      interpolate(gettext("No %(verbose_name_plural)s available"), {
        verbose_name_plural: rows.namePlural,
      }),
    );
  }

  /**
   * The next period that the archive has, by its first day: with {@link allowEmpty} simply the next one,
   * otherwise the next with rows. `null` when there is none, or it lies in the future.
   */
  async nextPeriod(
    date: Temporal.PlainDate,
    period: Period,
    firstWeekday: 1 | 7 = 1,
  ): Promise<Temporal.PlainDate | null> {
    const end = nextStart(date, period, firstWeekday);
    if (this.getAllowEmpty()) return this.#unlessFuture(end);
    let rows = this.dated(this.getQueryset()).since(end);
    if (!this.getAllowFuture()) rows = rows.untilNow();
    const day = await rows.nearest("ASC");
    return day === null ? null : startOf(day, period, firstWeekday);
  }

  /** The same for the previous period. */
  async previousPeriod(
    date: Temporal.PlainDate,
    period: Period,
    firstWeekday: 1 | 7 = 1,
  ): Promise<Temporal.PlainDate | null> {
    const begin = startOf(date, period, firstWeekday);
    if (this.getAllowEmpty()) {
      return this.#unlessFuture(startOf(begin.subtract({ days: 1 }), period, firstWeekday));
    }
    let rows = this.dated(this.getQueryset()).before(begin);
    if (!this.getAllowFuture()) rows = rows.untilNow();
    const day = await rows.nearest("DESC");
    return day === null ? null : startOf(day, period, firstWeekday);
  }

  #unlessFuture(date: Temporal.PlainDate): Temporal.PlainDate | null {
    const isFuture = Temporal.PlainDate.compare(date, localdate()) > 0;
    return isFuture && !this.getAllowFuture() ? null : date;
  }

  /** @internal */
  protected dated(queryset: QuerySet<Row>): DatedRows<Row> {
    return new DatedRows(queryset, this.getDateField());
  }

  override async get(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    const { dateList, objectList, context } = await this.getDatedItems();
    this.objectList = objectList;
    return this.renderToResponse(await this.getContextData({ date_list: dateList, ...context }));
  }
}
