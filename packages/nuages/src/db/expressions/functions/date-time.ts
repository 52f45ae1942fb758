import { DateTime } from "../../../utils/datetime.ts";
import { InvalidUse, InvalidValue } from "../../errors.ts";
import type { Field, ValueKind } from "../../fields/field.ts";
import { isTimezone } from "../../../i18n/index.ts";
import type { Query } from "../../query/query.ts";
import type { Compiler } from "../../sql/compiler-context.ts";
import type { Sql } from "../../sql/fragment.ts";
import { currentTimeZone, fromWallClock } from "../../time-zone.ts";
import { Combinable } from "../combinable.ts";
import type { Expression, ResolveOptions } from "../expression.ts";
import { fieldOfKind } from "../field-of-value.ts";
import { argument, type Argument } from "../func.ts";

export interface DateTimeOptions {
  /** IANA name; default: the current time zone. */
  readonly timeZone?: string;
  readonly outputField?: Field;
}

const DATE_PARTS: readonly string[] = [
  "year",
  "isoYear",
  "quarter",
  "month",
  "week",
  "weekDay",
  "isoWeekDay",
  "day",
];
const TIME_PARTS: readonly string[] = ["hour", "minute", "second"];

function checkZone(timeZone: string | undefined): string | undefined {
  if (timeZone !== undefined && !isTimezone(timeZone))
    throw new InvalidValue(`"${timeZone.slice(0, 60)}" is no time zone.`, {
      hint: 'Use an IANA name, such as "Europe/Berlin".',
    });
  return timeZone;
}

function unknownPart(part: string): InvalidValue {
  return new InvalidValue(`"${part.slice(0, 60)}" is no part of a date or time.`, {
    hint: `Known: ${[...DATE_PARTS, ...TIME_PARTS].join(", ")}.`,
  });
}

/** A part of a date or time as a number. Also the transform of that name in lookups. */
export class Extract extends Combinable<number, string> {
  static readonly kind = "transform" as const;
  static readonly lookupName: string = "";
  /** The part, in camelCase: `year`, `isoYear`, `weekDay` … */
  readonly part: string;
  readonly timeZone: string | undefined;
  readonly lhs: Expression;

  constructor(source: Argument, part?: string, { timeZone, outputField }: DateTimeOptions = {}) {
    super(outputField ?? fieldOfKind("integer"));
    const own = new.target.lookupName;
    this.part = own === "" ? (part ?? "") : own;
    if (this.part === "") throw new InvalidValue("The part to extract must be named.");
    // The name becomes a part of the statement: EXTRACT(CENTURY FROM …).
    if (!/^[a-z_]{1,40}$/i.test(this.part)) throw unknownPart(this.part);
    this.timeZone = checkZone(timeZone);
    this.lhs = argument(source);
  }

  override sources(): readonly Expression[] {
    return [this.lhs];
  }

  override withSources([lhs]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { lhs });
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const copy = super.resolve(query, options) as Extract;
    copy.sourceKind();
    return copy;
  }

  private sourceKind(): "date" | "time" | "datetime" | "duration" {
    const kind = this.lhs.outputOrUndefined?.targetField.kind;
    if (kind !== "date" && kind !== "time" && kind !== "datetime" && kind !== "duration") {
      throw new InvalidValue(
        "Extract input expression must be DateField, DateTimeField, TimeField, or DurationField.",
      );
    }
    if (kind === "date" && TIME_PARTS.includes(this.part))
      throw new InvalidValue(`Cannot extract time component "${this.part}" from DateField.`);
    if (kind === "time" && DATE_PARTS.includes(this.part))
      throw new InvalidValue(`Cannot extract date component "${this.part}" from TimeField.`);
    if (kind === "duration" && this.part !== "day" && DATE_PARTS.includes(this.part))
      throw new InvalidValue(`Cannot extract component "${this.part}" from DurationField.`);
    return kind;
  }

  override sql(compiler: Compiler): Sql {
    const kind = this.sourceKind();
    const source = compiler.compile(this.lhs);
    const isKnown = DATE_PARTS.includes(this.part) || TIME_PARTS.includes(this.part);
    if (!isKnown && !compiler.dialect.features.extractsOtherParts) throw unknownPart(this.part);
    if (kind === "duration" && compiler.dialect.vendor !== "postgresql") {
      throw new InvalidValue("Extract requires native DurationField database support.");
    }
    return compiler.dialect.extract(
      this.part,
      source,
      kind,
      kind === "datetime" ? (this.timeZone ?? currentTimeZone()) : undefined,
    );
  }
}

function extractor(part: string): typeof Extract {
  const made = class extends Extract {
    static override readonly lookupName = part;

    constructor(source: Argument, options?: string | DateTimeOptions, more: DateTimeOptions = {}) {
      super(source, part, typeof options === "object" ? options : more);
    }
  };
  Object.defineProperty(made, "name", {
    value: `Extract${part.slice(0, 1).toUpperCase()}${part.slice(1)}`,
  });
  return made;
}

export const ExtractYear = extractor("year");
export const ExtractIsoYear = extractor("isoYear");
export const ExtractQuarter = extractor("quarter");
export const ExtractMonth = extractor("month");
export const ExtractWeek = extractor("week");
export const ExtractWeekDay = extractor("weekDay");
export const ExtractIsoWeekDay = extractor("isoWeekDay");
export const ExtractDay = extractor("day");
export const ExtractHour = extractor("hour");
export const ExtractMinute = extractor("minute");
export const ExtractSecond = extractor("second");

/** The parts of a date, and of a time, that can be extracted. */
export const dateExtracts = [
  ExtractYear,
  ExtractIsoYear,
  ExtractQuarter,
  ExtractMonth,
  ExtractWeek,
  ExtractWeekDay,
  ExtractIsoWeekDay,
  ExtractDay,
] as const;
export const timeExtracts = [ExtractHour, ExtractMinute, ExtractSecond] as const;

const TRUNC_KINDS: readonly string[] = [
  "year",
  "quarter",
  "month",
  "week",
  "day",
  "hour",
  "minute",
  "second",
];

/** A date or time cut to a part: the first of the month, the full hour. */
export class Trunc extends Combinable {
  readonly part: string;
  readonly timeZone: string | undefined;
  readonly source: Expression;

  constructor(source: Argument, part: string, { timeZone, outputField }: DateTimeOptions = {}) {
    super(outputField);
    if (!TRUNC_KINDS.includes(part))
      throw new InvalidValue(`"${part.slice(0, 60)}" is no part to cut to.`, {
        hint: `Known: ${TRUNC_KINDS.join(", ")}.`,
      });
    this.part = part;
    this.timeZone = checkZone(timeZone);
    this.source = argument(source);
  }

  override sources(): readonly Expression[] {
    return [this.source];
  }

  override withSources([source]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { source });
  }

  protected override inferOutput(): Field | undefined {
    return this.source.outputOrUndefined?.targetField;
  }

  override resolve(query: Query, options: ResolveOptions = {}): Expression {
    const copy = super.resolve(query, options) as Trunc;
    const source = copy.source.outputField.targetField;
    if (source.kind !== "date" && source.kind !== "datetime" && source.kind !== "time") {
      throw new InvalidUse(`"${source.label}" isn't a DateField, TimeField, or DateTimeField.`);
    }
    const output = copy.outputField.targetField.kind;
    if (output !== "date" && output !== "datetime" && output !== "time") {
      throw new InvalidValue("outputField must be either DateField, TimeField, or DateTimeField.");
    }
    copy.checkParts(source.kind, output);
    return copy;
  }

  private checkParts(source: ValueKind, output: ValueKind): void {
    const isTimePart = TIME_PARTS.includes(this.part);
    const refuse = (): never => {
      throw new InvalidValue(
        `Cannot truncate ${source === "date" ? "DateField" : source === "time" ? "TimeField" : "DateTimeField"} to ${output} by "${this.part}".`,
      );
    };
    if (output === "date" && (isTimePart || source === "time")) refuse();
    if (source === "date" && output === "datetime") refuse();
    if (source === "date" && isTimePart) refuse();
    if (source === "time" && (output === "datetime" || !isTimePart)) refuse();
    if (output === "time" && (!isTimePart || source === "date")) refuse();
  }

  override sql(compiler: Compiler): Sql {
    const source = compiler.compile(this.source);
    const output = this.outputField.targetField.kind;
    const zone =
      this.source.outputField.targetField.kind === "datetime"
        ? (this.timeZone ?? currentTimeZone())
        : undefined;
    if (output === "datetime")
      return compiler.dialect.truncate(this.part, source, "datetime", zone);
    return compiler.dialect.truncate(this.part, source, output === "date" ? "date" : "time", zone);
  }

  /** What comes from the database is on the clock of the zone: the moment is worked out from it. */
  override getReader(dialect: Compiler["dialect"]): ((value: unknown) => unknown) | undefined {
    const read = this.outputField.getReader(dialect);
    if (this.outputField.targetField.kind !== "datetime") return read;
    const zone = this.timeZone ?? currentTimeZone();
    if (zone === "UTC") return read;
    return (value) => {
      const local = read === undefined ? value : read(value);
      return local instanceof DateTime ? fromWallClock(local, zone) : local;
    };
  }
}

/** The day, or the time of day, of a moment; also the transforms `date` and `time`. */
abstract class MomentPart extends Combinable {
  static readonly kind = "transform" as const;
  readonly timeZone: string | undefined;
  readonly lhs: Expression;
  protected abstract readonly part: "date" | "time";

  constructor(source: Argument, options: DateTimeOptions | undefined, output: Field) {
    super(output);
    this.timeZone = checkZone(options?.timeZone);
    this.lhs = argument(source);
  }

  override sources(): readonly Expression[] {
    return [this.lhs];
  }

  override withSources([lhs]: readonly Expression[]): Expression {
    return Object.assign(this.copy(), { lhs });
  }

  override sql(compiler: Compiler): Sql {
    const kind = this.lhs.outputOrUndefined?.targetField.kind;
    return compiler.dialect.castDateTime(
      this.part,
      compiler.compile(this.lhs),
      kind === "datetime" ? (this.timeZone ?? currentTimeZone()) : undefined,
    );
  }
}

export class TruncDate extends MomentPart {
  static readonly lookupName = "date";
  protected readonly part = "date";

  constructor(source: Argument, options?: DateTimeOptions) {
    super(source, options, fieldOfKind("date"));
  }
}

export class TruncTime extends MomentPart {
  static readonly lookupName = "time";
  protected readonly part = "time";

  constructor(source: Argument, options?: DateTimeOptions) {
    super(source, options, fieldOfKind("time"));
  }
}
