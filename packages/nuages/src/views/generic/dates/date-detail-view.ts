import type { QuerySet } from "../../../db/index.ts";
import { ImproperlyConfigured } from "../../../errors/index.ts";
import { Http404 } from "../../../http/index.ts";
import { gettext, interpolate, localdate } from "../../../i18n/index.ts";
import { Temporal } from "../../../utils/temporal.ts";
import { DetailView } from "../detail-view.ts";
import { checkQueryset } from "../model-source.ts";
import { viewName } from "../view-name.ts";
import { dateFromParts, datePart } from "./date-parts.ts";
import { DatedRows } from "./dated-rows.ts";

/**
 * One row of a day, found by the date and by `pk` or `slug` of the route. The template is
 * `<app>/<model>_detail.html`.
 */
export class DateDetailView<Row extends object = object> extends DetailView<Row> {
  /** Name of the field with the dates. */
  dateField: string | null = null;
  /** Whether a row of the future is shown. */
  allowFuture = false;
  year: string | null = null;
  month: string | null = null;
  day: string | null = null;
  yearFormat = "%Y";
  monthFormat = "%b";
  dayFormat = "%d";

  /** @throws ImproperlyConfigured when the view names no field */
  getDateField(): string {
    if (this.dateField !== null) return this.dateField;
    throw new ImproperlyConfigured(`${viewName(this)}.dateField is required.`);
  }

  /** The day that the route names. */
  getDate(): Temporal.PlainDate {
    return dateFromParts(
      [datePart(this, "year", this.year), this.yearFormat],
      [datePart(this, "month", this.month), this.monthFormat],
      [datePart(this, "day", this.day), this.dayFormat],
    );
  }

  override async getObject(queryset: QuerySet<Row> = this.getQueryset()): Promise<Row> {
    const date = this.getDate();
    const rows = new DatedRows(checkQueryset(this, queryset), this.getDateField());
    if (!this.allowFuture && Temporal.PlainDate.compare(date, localdate()) > 0) {
      throw new Http404(
        interpolate(
          gettext(
            "Future %(verbose_name_plural)s not available because %(class_name)s.allow_future is False.",
          ),
          { verbose_name_plural: rows.namePlural, class_name: viewName(this) },
        ),
      );
    }
    return super.getObject(rows.since(date).before(date.add({ days: 1 })).queryset);
  }
}
