import { MODEL, type ModelLike } from "../apps/index.ts";
import { settings } from "../conf/index.ts";

/** Ranks of check messages; the same as those of logging. */
export const checkLevels = {
  debug: 10,
  info: 20,
  warning: 30,
  error: 40,
  critical: 50,
} as const;

/** Name of a rank. */
export type CheckLevel = keyof typeof checkLevels;

/** What a check says. */
export interface CheckMessageOptions {
  /** Stable name, such as `fields.E304`; `silencedSystemChecks` hides by it. */
  readonly id?: string;
  /** What is wrong, in whole sentences. */
  readonly msg: string;
  /** How to mend it. */
  readonly hint?: string;
  /** What it is about: a model, a field, or a name such as `settings.databases`. */
  readonly obj?: unknown;
}

/** One finding of a check. Django: `CheckMessage`. */
export class CheckMessage {
  readonly level: number;
  readonly id: string | undefined;
  readonly msg: string;
  readonly hint: string | undefined;
  readonly obj: unknown;

  constructor(level: number, options: CheckMessageOptions) {
    this.level = level;
    this.id = options.id;
    this.msg = options.msg;
    this.hint = options.hint;
    this.obj = options.obj;
  }

  /** Whether the finding is at least as bad as `level`. Default: an error. */
  isSerious(level: number = checkLevels.error): boolean {
    return this.level >= level;
  }

  /** Whether `silencedSystemChecks` names its id. */
  isSilenced(): boolean {
    return this.id !== undefined && settings.silencedSystemChecks.includes(this.id);
  }

  /** What the finding is about, as text; `?` when it is about nothing in particular. */
  get subject(): string {
    const { obj } = this;
    if (obj === undefined || obj === null) return "?";
    if (isModel(obj)) {
      const { appLabel, name } = obj[MODEL];
      return appLabel === undefined ? name : `${appLabel}.${name}`;
    }
    return typeof obj === "function" ? obj.name : String(obj);
  }

  toString(): string {
    const id = this.id === undefined ? "" : `(${this.id}) `;
    const hint = this.hint === undefined ? "" : `\n\tHINT: ${this.hint}`;
    return `${this.subject}: ${id}${this.msg}${hint}`;
  }
}

function isModel(value: unknown): value is ModelLike {
  return typeof value === "function" && MODEL in value;
}

/** A finding worth knowing while developing. */
export function debug(options: CheckMessageOptions): CheckMessage {
  return new CheckMessage(checkLevels.debug, options);
}

/** A finding worth knowing. */
export function info(options: CheckMessageOptions): CheckMessage {
  return new CheckMessage(checkLevels.info, options);
}

/** A finding that may become a problem. */
export function warning(options: CheckMessageOptions): CheckMessage {
  return new CheckMessage(checkLevels.warning, options);
}

/** A finding that stops commands. */
export function error(options: CheckMessageOptions): CheckMessage {
  return new CheckMessage(checkLevels.error, options);
}

/** A finding that stops commands; worse than an error. */
export function critical(options: CheckMessageOptions): CheckMessage {
  return new CheckMessage(checkLevels.critical, options);
}
