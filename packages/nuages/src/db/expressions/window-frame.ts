import { InvalidValue, NotSupportedError } from "../errors.ts";
import type { Compiler } from "../sql/compiler-context.ts";

/** Rows that a frame leaves out. */
export type WindowFrameExclusion = "currentRow" | "group" | "ties" | "noOthers";

/** The rows around the current one that a window function sees. */
export interface FrameOptions {
  /** Below 0: so many before; 0: from the current row; above 0: so many after. null: from the beginning. */
  readonly start?: number | null;
  /** The same for the end; null: up to the end. */
  readonly end?: number | null;
  readonly exclusion?: WindowFrameExclusion;
}

const EXCLUSIONS: ReadonlyMap<string, string> = new Map([
  ["currentRow", "CURRENT ROW"],
  ["group", "GROUP"],
  ["ties", "TIES"],
  ["noOthers", "NO OTHERS"],
]);

/** A part of the partition, around each row. */
export abstract class WindowFrame {
  abstract readonly unit: "ROWS" | "RANGE";
  readonly start: number | null;
  readonly end: number | null;
  readonly exclusion: WindowFrameExclusion | undefined;

  constructor({ start = null, end = null, exclusion }: FrameOptions = {}) {
    for (const [name, bound] of [
      ["start", start],
      ["end", end],
    ] as const) {
      if (bound !== null && !Number.isSafeInteger(bound))
        throw new InvalidValue(
          `${name} of a frame must be a whole number or null, not ${String(bound)}.`,
        );
    }
    if (start !== null && end !== null && start > end)
      throw new InvalidValue("start of a frame cannot be greater than its end.");
    if (exclusion !== undefined && !EXCLUSIONS.has(exclusion)) {
      throw new InvalidValue(`"${String(exclusion).slice(0, 60)}" is no exclusion of a frame.`, {
        hint: `Known: ${[...EXCLUSIONS.keys()].join(", ")}.`,
      });
    }
    this.start = start;
    this.end = end;
    this.exclusion = exclusion;
  }

  /** SQL of the frame: whole numbers and fixed words only. */
  text({ dialect }: Compiler): string {
    this.refuseUnsupported(dialect);
    const frame = `${this.unit} BETWEEN ${bound(this.start, "PRECEDING")} AND ${bound(this.end, "FOLLOWING")}`;
    const left = this.exclusion === undefined ? undefined : EXCLUSIONS.get(this.exclusion);
    return left === undefined ? frame : `${frame} EXCLUDE ${left}`;
  }

  private refuseUnsupported(dialect: Compiler["dialect"]): void {
    if (this.exclusion !== undefined && dialect.vendor === "mysql")
      throw new NotSupportedError(`${dialect.displayName} does not support frame exclusions.`);
    const counted = [this.start, this.end].some((value) => value !== null && value !== 0);
    if (this.unit === "RANGE" && counted && dialect.vendor !== "sqlite") {
      throw new NotSupportedError(
        `${dialect.displayName} only supports UNBOUNDED together with PRECEDING and FOLLOWING.`,
        { hint: "Use RowRange()." },
      );
    }
  }
}

function bound(value: number | null, open: "PRECEDING" | "FOLLOWING"): string {
  if (value === null) return `UNBOUNDED ${open}`;
  if (value === 0) return "CURRENT ROW";
  return value < 0 ? `${-value} PRECEDING` : `${value} FOLLOWING`;
}

class Rows extends WindowFrame {
  readonly unit = "ROWS";
}

class Values extends WindowFrame {
  readonly unit = "RANGE";
}

/** A frame of so many rows before and after the current one: `RowRange({ start: -2, end: 0 })`. */
export function RowRange(options: FrameOptions = {}): WindowFrame {
  return new Rows(options);
}

/** A frame of the rows whose ordering value is so far from that of the current one. Numbers: on SQLite only. */
export function ValueRange(options: FrameOptions = {}): WindowFrame {
  return new Values(options);
}
