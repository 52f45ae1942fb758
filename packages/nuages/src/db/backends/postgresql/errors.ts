import { MISSING_TABLE_HINT } from "../missing-table.ts";
import { isNuagesError } from "../../../errors/index.ts";
import {
  DataError,
  DatabaseError,
  DatabaseInternalError,
  IntegrityError,
  InterfaceError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
} from "../../errors.ts";

/** What the server says about an error, as the driver passes it on. */
export interface PgError extends Error {
  readonly code?: string;
  /** Of errors of the system: what was called. */
  readonly syscall?: string;
  readonly severity?: string;
  readonly detail?: string;
  readonly table?: string;
  readonly column?: string;
  readonly constraint?: string;
  readonly routine?: string;
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ["23502", "NOT NULL"],
  ["23503", "FOREIGN KEY"],
  ["23505", "UNIQUE"],
  ["23514", "CHECK"],
  ["23P01", "EXCLUSION"],
]);

type ErrorClass = new (
  message: string,
  options: { readonly cause: unknown; readonly details: Readonly<Record<string, unknown>> },
) => DatabaseError;

/** By the first two characters of SQLSTATE. */
const CLASSES: ReadonlyMap<string, ErrorClass> = new Map<string, ErrorClass>([
  ["08", OperationalError],
  ["0A", NotSupportedError],
  ["20", ProgrammingError],
  ["21", ProgrammingError],
  ["22", DataError],
  ["23", IntegrityError],
  ["24", DatabaseInternalError],
  ["25", DatabaseInternalError],
  ["26", ProgrammingError],
  ["27", OperationalError],
  ["28", OperationalError],
  ["2B", DatabaseInternalError],
  ["2D", DatabaseInternalError],
  ["2F", DatabaseInternalError],
  ["34", OperationalError],
  ["38", DatabaseInternalError],
  ["39", DatabaseInternalError],
  ["3B", DatabaseInternalError],
  ["3D", ProgrammingError],
  ["3F", ProgrammingError],
  ["40", OperationalError],
  ["42", ProgrammingError],
  ["44", ProgrammingError],
  ["53", OperationalError],
  ["54", OperationalError],
  ["55", OperationalError],
  ["57", OperationalError],
  ["58", OperationalError],
  ["F0", DatabaseInternalError],
  ["P0", ProgrammingError],
  ["XX", DatabaseInternalError],
]);

const SQLSTATE = /^[0-9A-Z]{5}$/;
const INTEGRITY_ROLLBACK = "40002";
const PROTOCOL_VIOLATION = "08P01";
const WRONG_COUNT = /supplies (\d+) parameters, but prepared statement ".*" requires (\d+)$/;
const UNDEFINED_TABLE = "42P01";

/** Names in `Key (a, b)=(…)`; the values behind are left out, they may be secret. */
function columnsOf({ detail, column }: PgError): readonly string[] | undefined {
  const names = /^Key \(([^)]*)\)=/.exec(detail ?? "")?.[1];
  if (names !== undefined) return names.split(", ").map((name) => name.replaceAll('"', ""));
  return column === undefined ? undefined : [column];
}

/** The code of an error that the server sent. Those of the system may look the same: `EPIPE`. */
function sqlStateOf({ code, syscall }: PgError): string | undefined {
  return code !== undefined && SQLSTATE.test(code) && syscall === undefined ? code : undefined;
}

/** Does the server end the connection after this error? */
export function isFatal(error: unknown): boolean {
  if (isNuagesError(error) || error instanceof TypeError) return false;
  const state = sqlStateOf(error as PgError);
  if (state === undefined) return true;
  const { severity } = error as PgError;
  return severity === "FATAL" || severity === "PANIC" || state.startsWith("57P");
}

/** Does the server say that it ends the connection? */
export function isFarewell(error: unknown): boolean {
  return sqlStateOf(error as PgError)?.startsWith("57P") === true;
}

/** The server takes no more statements after an error, before a savepoint is gone back to. */
export function endedBy(error: Error): "block" | undefined {
  return error instanceof DatabaseError && error.details["sqlState"] !== undefined
    ? "block"
    : undefined;
}

/** The driver's error as one of ours, with the statement. Values are left out: they may be secret. */
export function translateError(error: unknown, text: string): Error {
  if (isNuagesError(error) || !(error instanceof Error)) return error as Error;
  const { message, constraint, table } = error as PgError;
  const code = sqlStateOf(error);
  if (error instanceof TypeError || error instanceof RangeError)
    return new InterfaceError(`${message}.`, { cause: error, details: { sql: text } });
  if (code === undefined)
    return new OperationalError(`The connection to the database failed: ${message}.`, {
      cause: error,
      details: { sql: text },
    });
  const details = {
    sqlState: code,
    kind: KINDS.get(code),
    constraint,
    table,
    columns: columnsOf(error),
    sql: text,
  };
  const [, given, needed] = WRONG_COUNT.exec(message) ?? [];
  if (code === PROTOCOL_VIOLATION && needed !== undefined) {
    return new ProgrammingError(`A statement has ${needed} placeholders and ${given} values.`, {
      cause: error,
      details,
    });
  }
  const type =
    code === INTEGRITY_ROLLBACK ? IntegrityError : (CLASSES.get(code.slice(0, 2)) ?? DatabaseError);
  const hint = code === UNDEFINED_TABLE ? MISSING_TABLE_HINT : undefined;
  return new type(`${message}.`, { cause: error, details, hint });
}
