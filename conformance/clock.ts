const RealDate = globalThis.Date;
let frozen: number | undefined;

class FrozenDate extends RealDate {
  constructor(...values: [] | [number | string | Date] | [number, number, ...number[]]) {
    if (values.length === 0) super(frozen ?? RealDate.now());
    else super(...(values as [number]));
  }

  /** Dates that were made by other code, before or beside, are dates too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof RealDate;
  }

  static override now(): number {
    return frozen ?? RealDate.now();
  }
}

/** Freezes `Date` at an instant (milliseconds since 1970) until {@link thawClock}. */
export function freezeClock(milliseconds: number): void {
  frozen = milliseconds;
  globalThis.Date = FrozenDate as DateConstructor;
}

/** Lets the clock run again. */
export function thawClock(): void {
  frozen = undefined;
  globalThis.Date = RealDate;
}
