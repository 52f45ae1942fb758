import type { CheckMessage } from "../../checks/index.ts";
import { DateTime, formatDateTime, fromEpochMicroseconds } from "../../utils/datetime.ts";
import { Temporal } from "../../utils/temporal.ts";
import { InvalidUse } from "../errors.ts";
import { lowerFirst, upperFirst } from "../names.ts";
import { fromWallClock, startOfDay, wallClock } from "../time-zone.ts";
import type { ModelMeta } from "../models/meta.ts";
import { callable } from "../callable.ts";
import {
  durationFrom,
  durationMicroseconds,
  formatDuration,
  parseDate,
  parseDuration,
  parseMoment,
  parseTime,
} from "./date-parsing.ts";
import { fixedMomentFindings } from "./field-checks.ts";
import { Field, type Deconstructed, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";

export interface DateOptions<V> extends FieldOptions<V> {
  /** Set at every save. Default: false. */
  readonly autoNow?: boolean;
  /** Set when the row is made. Default: false. */
  readonly autoNowAdd?: boolean;
}

/** What date, time and date-time fields share: automatic values. */
abstract class MomentField<V> extends Field<V> {
  static override readonly optionDefaults = { autoNow: false, autoNowAdd: false };

  readonly autoNow: boolean;
  readonly autoNowAdd: boolean;

  constructor(options: DateOptions<V> = {}) {
    const automatic = options.autoNow === true || options.autoNowAdd === true;
    super(automatic ? { editable: false, blank: true, ...options } : options);
    this.autoNow = options.autoNow ?? false;
    this.autoNowAdd = options.autoNowAdd ?? false;
    const exclusive = [this.autoNow, this.autoNowAdd, this.hasDefault].filter(Boolean).length;
    if (exclusive > 1) {
      throw new InvalidUse("The options autoNow, autoNowAdd and default exclude each other.", {
        hint: "Keep one of them.",
      });
    }
  }

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  protected abstract now(): V;

  /** What automatic values bring along is not said again. */
  override deconstruct(): Deconstructed {
    const parts = super.deconstruct();
    if (!this.autoNow && !this.autoNowAdd) return parts;
    const { editable: _editable, blank: _blank, ...options } = parts.options;
    return { ...parts, options };
  }

  override check(): CheckMessage[] {
    const given: unknown = this.options.default;
    const age = given instanceof Date ? Date.now() - given.getTime() : undefined;
    return [...super.check(), ...fixedMomentFindings(this, age)];
  }

  override preSave(instance: object, add: boolean): unknown {
    if (!this.autoNow && !(this.autoNowAdd && add)) return super.preSave(instance, add);
    const value = this.now();
    (instance as Record<string, unknown>)[this.attname] = value;
    return value;
  }

  override getPrepValue(value: unknown): unknown {
    return this.toPython(value);
  }

  protected refuse(value: unknown, problem: "format" | "range", rangeCode: string): never {
    return this.fail(problem === "range" ? rangeCode : "invalid", { value });
  }
}

/** Adds `getNextBy…` and `getPreviousBy…`. */
function addNeighbours(field: Field, meta: ModelMeta): void {
  if (field.null) return;
  meta.addNeighbourMethods(field, upperFirst(lowerFirst(field.name)));
}

class DateFieldBase extends MomentField<Temporal.PlainDate> {
  override get kind(): ValueKind {
    return "date";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value has an invalid date format. It must be in YYYY-MM-DD format.",
    invalid_date:
      "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
  };

  protected override now(): Temporal.PlainDate {
    return wallClock(new DateTime()).toPlainDate();
  }

  override contributeTo(meta: ModelMeta, name: string): void {
    super.contributeTo(meta, name);
    addNeighbours(this, meta);
  }

  override toPython(value: unknown): Temporal.PlainDate | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Temporal.PlainDate) return value;
    if (value instanceof Date) return wallClock(value).toPlainDate();
    if (value instanceof Temporal.PlainDateTime) return value.toPlainDate();
    if (typeof value !== "string") return this.fail("invalid", { value });
    const parsed = parseDate(value);
    return "value" in parsed ? parsed.value : this.refuse(value, parsed.problem, "invalid_date");
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return value === null || value === undefined ? "" : String(value);
  }
}

class DateTimeFieldBase extends MomentField<Date> {
  override get kind(): ValueKind {
    return "datetime";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid:
      "“%(value)s” value has an invalid format. It must be in YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ] format.",
    invalid_date:
      "“%(value)s” value has the correct format (YYYY-MM-DD) but it is an invalid date.",
    invalid_datetime:
      "“%(value)s” value has the correct format (YYYY-MM-DD HH:MM[:ss[.uuuuuu]][TZ]) but it is an invalid date/time.",
  };

  protected override now(): Date {
    return new DateTime();
  }

  /** What `now()` gives without time zones is a wall clock. */
  override getDefault(): unknown {
    const value = super.getDefault();
    return value instanceof Temporal.PlainDateTime ? this.toPython(value) : value;
  }

  override contributeTo(meta: ModelMeta, name: string): void {
    super.contributeTo(meta, name);
    addNeighbours(this, meta);
  }

  override toPython(value: unknown): Date | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Date) {
      if (Number.isNaN(value.getTime()))
        return this.fail("invalid_datetime", { value: "Invalid Date" });
      return value instanceof DateTime ? value : new DateTime(value);
    }
    if (value instanceof Temporal.PlainDate) return startOfDay(value);
    if (value instanceof Temporal.Instant || value instanceof Temporal.ZonedDateTime)
      return fromEpochMicroseconds(value.epochNanoseconds / 1000n);
    if (value instanceof Temporal.PlainDateTime) return this.parse(value.toString());
    if (typeof value !== "string") return this.fail("invalid", { value });
    return this.parse(value);
  }

  private parse(text: string): Date {
    const moment = parseMoment(text);
    if ("value" in moment)
      return moment.value.zoned ? moment.value.utc : fromWallClock(moment.value.utc);
    if (moment.problem === "range") return this.refuse(text, "range", "invalid_datetime");
    const date = parseDate(text);
    return "value" in date
      ? startOfDay(date.value)
      : this.refuse(text, date.problem, "invalid_date");
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return value instanceof Date
      ? formatDateTime(value, { fraction: false, offset: "+00:00" })
      : "";
  }
}

class TimeFieldBase extends MomentField<Temporal.PlainTime> {
  override get kind(): ValueKind {
    return "time";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value has an invalid format. It must be in HH:MM[:ss[.uuuuuu]] format.",
    invalid_time:
      "“%(value)s” value has the correct format (HH:MM[:ss[.uuuuuu]]) but it is an invalid time.",
  };

  protected override now(): Temporal.PlainTime {
    return wallClock(new DateTime()).toPlainTime();
  }

  override toPython(value: unknown): Temporal.PlainTime | null {
    if (value === null || value === undefined) return null;
    if (value instanceof Temporal.PlainTime) return value;
    if (value instanceof Date) return wallClock(value).toPlainTime();
    if (value instanceof Temporal.PlainDateTime) return value.toPlainTime();
    if (typeof value !== "string") return this.fail("invalid", { value });
    const parsed = parseTime(value);
    return "value" in parsed ? parsed.value : this.refuse(value, parsed.problem, "invalid_time");
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    if (!(value instanceof Temporal.PlainTime)) return String(value ?? "");
    const isWhole = value.millisecond === 0 && value.microsecond === 0;
    return value.toString({ fractionalSecondDigits: isWhole ? 0 : 6 });
  }
}

class DurationFieldBase extends Field<Temporal.Duration> {
  override get kind(): ValueKind {
    return "duration";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid:
      "“%(value)s” value has an invalid format. It must be in [DD] [[HH:]MM:]ss[.uuuuuu] format.",
  };

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override toPython(value: unknown): Temporal.Duration | null {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") {
      const parsed = parseDuration(value);
      return "value" in parsed ? parsed.value : this.fail("invalid", { value });
    }
    if (value instanceof Temporal.Duration && value.years === 0 && value.months === 0) {
      return durationFrom(durationMicroseconds(value));
    }
    return this.fail("invalid", { value });
  }

  override getPrepValue(value: unknown): unknown {
    return this.toPython(value);
  }

  override valueToString(instance: object): string {
    const value = this.valueFromObject(instance);
    return value instanceof Temporal.Duration ? formatDuration(value) : "";
  }
}

type Factory<V> = <const O extends DateOptions<V> = object>(
  options?: O & CheckedOptions<O, DateOptions<V>>,
) => FieldOf<V, O>;

/** A calendar day, as `Temporal.PlainDate`. */
export const DateField = callable<Factory<Temporal.PlainDate>, typeof DateFieldBase>(
  DateFieldBase,
  "DateField",
);

/** A moment, or what a clock on the wall shows in the present time zone. */
type Moment = Date | Temporal.PlainDateTime;

/** Options of a {@link DateTimeField}. */
export interface DateTimeOptions extends Omit<DateOptions<Date>, "default"> {
  /** The value of new objects, such as `now` of `nuages/i18n`. */
  readonly default?: Moment | (() => Moment) | null;
}

/** A moment with microseconds, as a `Date` (a `DateTime`, which keeps them). */
export const DateTimeField = callable<
  <const O extends DateTimeOptions = object>(
    options?: O & CheckedOptions<O, DateTimeOptions>,
  ) => FieldOf<Date, O>,
  typeof DateTimeFieldBase
>(DateTimeFieldBase, "DateTimeField");

/** A time of day, as `Temporal.PlainTime`. */
export const TimeField = callable<Factory<Temporal.PlainTime>, typeof TimeFieldBase>(
  TimeFieldBase,
  "TimeField",
);

/** A length of time of days and smaller units, as `Temporal.Duration`. */
export const DurationField = callable<
  <const O extends FieldOptions<Temporal.Duration> = object>(
    options?: O & CheckedOptions<O, FieldOptions<Temporal.Duration>>,
  ) => FieldOf<Temporal.Duration, O>,
  typeof DurationFieldBase
>(DurationFieldBase, "DurationField");
