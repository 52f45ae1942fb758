import { MODEL } from "../../../apps/index.ts";
import { settings } from "../../../conf/index.ts";
import type { QuerySet } from "../../../db/index.ts";
import { ImproperlyConfigured } from "../../../errors/index.ts";
import { localdate, makeAware } from "../../../i18n/index.ts";
import { Temporal } from "../../../utils/temporal.ts";
import type { Period } from "./periods.ts";

interface Described {
  readonly [MODEL]?: {
    readonly verboseNamePlural?: unknown;
    getField?(name: string): { readonly kind: string };
  };
}

/** What archives ask of a queryset whose fields are known by name alone. */
interface Rows<Row> {
  readonly model: object;
  filter(conditions: Readonly<Record<string, unknown>>): QuerySet<Row>;
  orderBy(...names: string[]): QuerySet<Row>;
  none(): QuerySet<Row>;
  exists(): PromiseLike<boolean>;
  first(): PromiseLike<Row | null>;
  dates(field: string, kind: Period, order: "ASC" | "DESC"): PromiseLike<Temporal.PlainDate[]>;
}

/** The rows of a model by the days of one of its fields. */
export class DatedRows<Row extends object> {
  readonly queryset: QuerySet<Row>;
  readonly field: string;

  constructor(queryset: QuerySet<Row>, field: string) {
    this.queryset = queryset;
    this.field = field;
  }

  get #rows(): Rows<Row> {
    return this.queryset;
  }

  get #info(): NonNullable<Described[typeof MODEL]> {
    return (this.#rows.model as Described)[MODEL] ?? {};
  }

  /** Name of the rows, for messages. */
  get namePlural(): string {
    return String(this.#info.verboseNamePlural ?? "objects");
  }

  /** Whether the field has a time too. @throws ImproperlyConfigured when it has no day */
  get #hasTime(): boolean {
    const kind = this.#info.getField?.(this.field).kind;
    if (kind === "date" || kind === "datetime") return kind === "datetime";
    throw new ImproperlyConfigured(`The field ${this.field} has no dates.`, {
      hint: "Set dateField to the name of a DateField or DateTimeField.",
    });
  }

  /** The first moment of a day as the field has it. */
  #begin(date: Temporal.PlainDate): unknown {
    if (!this.#hasTime) return date;
    const midnight = date.toPlainDateTime();
    return settings.useTz ? new Date(makeAware(midnight).epochMilliseconds) : midnight;
  }

  with(queryset: QuerySet<Row>): DatedRows<Row> {
    return new DatedRows(queryset, this.field);
  }

  /** Those before a day. */
  before(date: Temporal.PlainDate): DatedRows<Row> {
    return this.with(this.#rows.filter({ [`${this.field}__lt`]: this.#begin(date) }));
  }

  /** Those of a day and later. */
  since(date: Temporal.PlainDate): DatedRows<Row> {
    return this.with(this.#rows.filter({ [`${this.field}__gte`]: this.#begin(date) }));
  }

  /** Those that lie not in the future. */
  untilNow(): DatedRows<Row> {
    if (!this.#hasTime) return this.before(localdate().add({ days: 1 }));
    const now = settings.useTz ? new Date() : Temporal.Now.plainDateTimeISO();
    return this.with(this.#rows.filter({ [`${this.field}__lte`]: now }));
  }

  none(): DatedRows<Row> {
    return this.with(this.#rows.none());
  }

  async isEmpty(): Promise<boolean> {
    return !(await this.#rows.exists());
  }

  /** The periods in which there are rows, by their first days. */
  async periods(period: Period, order: "ASC" | "DESC"): Promise<Temporal.PlainDate[]> {
    return await this.#rows.dates(this.field, period, order);
  }

  /** The day of the first row in the order of the field, or of the last. */
  async nearest(order: "ASC" | "DESC"): Promise<Temporal.PlainDate | null> {
    const sorted = this.#rows.orderBy(order === "ASC" ? this.field : `-${this.field}`);
    const row = await (sorted as Rows<Row>).first();
    return row === null ? null : dayOf((row as Readonly<Record<string, unknown>>)[this.field]);
  }
}

function dayOf(value: unknown): Temporal.PlainDate | null {
  if (value instanceof Temporal.PlainDate) return value;
  if (value instanceof Temporal.PlainDateTime) return value.toPlainDate();
  return value instanceof Date ? localdate(value) : null;
}
