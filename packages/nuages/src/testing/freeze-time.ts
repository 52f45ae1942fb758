import { Temporal } from "../utils/temporal.ts";

/** A clock that stands still; disposing of it lets time run again. */
export interface FrozenTime extends Disposable {
  /** The time that the clock shows. */
  readonly now: Date;
  /** Moves the clock on. */
  tick(duration: number | Temporal.DurationLike): void;
  /** Moves the clock to another time. */
  moveTo(time: Date | string): void;
}

/** Milliseconds of each clock that was frozen, the last one counts. */
const frozen: { milliseconds: number }[] = [];

/**
 * Stops the clock: `new Date()`, `Date.now()` and `Temporal.Now` give `time` until the result is disposed
 * of. Timers go on; the time of a database's own functions too. Affects the whole process.
 *
 * @param time Default: now.
 * @example
 * using clock = freezeTime("2026-11-20T12:00:00Z");
 * clock.tick({ days: 14 });
 * assert.equal(await loan.isOverdue(), true);
 */
export function freezeTime(time: Date | string = new Date()): FrozenTime {
  const clock = { milliseconds: millisecondsOf(time) };
  if (frozen.length === 0) install();
  frozen.push(clock);
  return {
    get now() {
      return new Date(clock.milliseconds);
    },
    tick(duration) {
      clock.milliseconds +=
        typeof duration === "number"
          ? duration
          : Temporal.Duration.from(duration).total({ unit: "milliseconds" });
    },
    moveTo(next) {
      clock.milliseconds = millisecondsOf(next);
    },
    [Symbol.dispose]() {
      const at = frozen.indexOf(clock);
      if (at < 0) return;
      frozen.splice(at, 1);
      if (frozen.length === 0) restore();
    },
  };
}

const RealDate = globalThis.Date;

function millisecondsOf(time: Date | string): number {
  const milliseconds = new RealDate(time).getTime();
  if (Number.isNaN(milliseconds)) {
    throw new TypeError(`"${String(time)}" is no time; write it as 2026-11-20T12:00:00Z.`);
  }
  return milliseconds;
}

function current(): number {
  return frozen.at(-1)?.milliseconds ?? realNow();
}

const realNow = RealDate.now;

class FrozenDate extends RealDate {
  constructor(...values: [] | [number | string | Date] | [number, number, ...number[]]) {
    if (values.length === 0) super(current());
    else super(...(values as [number]));
  }

  /** Dates that were made before are dates too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return Function.prototype[Symbol.hasInstance].call(RealDate, value);
  }
}

type NowFunctions = Record<string, (...args: never[]) => unknown>;

/** What the functions of `Temporal.Now` were. */
const before: NowFunctions = {};

function install(): void {
  // Classes that extend the language's Date ask it by this function.
  RealDate.now = current;
  globalThis.Date = FrozenDate as DateConstructor;
  const now = Temporal.Now as unknown as NowFunctions;
  const moment = (zone?: string): Temporal.ZonedDateTime =>
    Temporal.Instant.fromEpochMilliseconds(Math.trunc(current())).toZonedDateTimeISO(
      zone ?? Temporal.Now.timeZoneId(),
    );
  const fakes: Readonly<Record<string, (zone?: string) => unknown>> = {
    instant: () => Temporal.Instant.fromEpochMilliseconds(Math.trunc(current())),
    zonedDateTimeISO: moment,
    plainDateTimeISO: (zone) => moment(zone).toPlainDateTime(),
    plainDateISO: (zone) => moment(zone).toPlainDate(),
    plainTimeISO: (zone) => moment(zone).toPlainTime(),
  };
  for (const [name, fake] of Object.entries(fakes)) {
    const real = now[name];
    if (real === undefined) continue;
    before[name] = real;
    Object.defineProperty(now, name, { value: fake, configurable: true, writable: true });
  }
}

function restore(): void {
  RealDate.now = realNow;
  globalThis.Date = RealDate;
  for (const [name, real] of Object.entries(before)) {
    Object.defineProperty(Temporal.Now, name, { value: real, configurable: true, writable: true });
  }
}
