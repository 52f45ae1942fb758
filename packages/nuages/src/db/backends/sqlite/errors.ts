import {
  DataError,
  DatabaseInternalError,
  IntegrityError,
  InterfaceError,
  OperationalError,
  ProgrammingError,
} from "../../errors.ts";
import { MISSING_TABLE_HINT } from "../missing-table.ts";
import { NuagesError } from "../../../errors/index.ts";

interface DriverError extends Error {
  readonly code?: string;
  readonly errcode?: number;
  readonly errstr?: string;
}

const CONSTRAINT = 19;
const MISMATCH = 20;
const INTERNAL = 2;
const TOO_BIG = 18;
const MISUSE = 21;
const RANGE = 25;
const BUSY = 5;
const READONLY = 8;
const CANTOPEN = 14;

/** Is the database locked by somebody else? */
export function isBusy(error: unknown): boolean {
  const { errcode } = error as DriverError;
  return typeof errcode === "number" && (errcode & 255) === BUSY;
}

/** Can the file not be opened, or not be written to? */
export function isUnreachable(error: unknown): boolean {
  const { errcode } = error as DriverError;
  return typeof errcode === "number" && [READONLY, CANTOPEN].includes(errcode & 255);
}

function integrityError(error: DriverError, text: string): IntegrityError {
  const match = /^(UNIQUE|NOT NULL|CHECK|FOREIGN KEY) constraint failed(?:: (.*))?$/.exec(
    error.message,
  );
  const [, kind, subject] = match ?? [];
  const columns = kind === "UNIQUE" || kind === "NOT NULL" ? subject?.split(", ") : undefined;
  return new IntegrityError(`${error.message}.`, {
    cause: error,
    details: { kind, constraint: kind === "CHECK" ? subject : undefined, columns, sql: text },
  });
}

/** The driver's error as one of ours, with the statement. Values are left out: they may be secret. */
export function translateError(error: unknown, text: string): Error {
  if (error instanceof NuagesError || !(error instanceof Error)) return error as Error;
  const { code, errcode } = error as DriverError;
  const options = { cause: error, details: { sql: text } };
  const message = error.message.endsWith(".") ? error.message : `${error.message}.`;
  if (code === "ERR_INVALID_ARG_TYPE" || code === "ERR_INVALID_ARG_VALUE") {
    return /bind|parameter/i.test(error.message)
      ? new InterfaceError(`A value cannot be bound: ${message}`, options)
      : new DataError(message, options);
  }
  if (code === "ERR_INVALID_STATE") return new InterfaceError(message, options);
  if (code === "ERR_OUT_OF_RANGE") return new DataError(message, options);
  if (code !== "ERR_SQLITE_ERROR" || errcode === undefined) return error;
  switch (errcode & 255) {
    case CONSTRAINT:
      return integrityError(error, text);
    case MISMATCH:
      return new IntegrityError(message, options);
    case INTERNAL:
      return new DatabaseInternalError(message, options);
    case TOO_BIG:
      return new DataError(message, options);
    case MISUSE:
      return new InterfaceError(message, options);
    case RANGE:
      return new ProgrammingError(message, options);
    case BUSY:
      return new OperationalError(
        `${error.message}: another program is writing to the database.`,
        options,
      );
    default:
      return new OperationalError(
        message,
        error.message.startsWith("no such table: ")
          ? { ...options, hint: MISSING_TABLE_HINT }
          : options,
      );
  }
}
