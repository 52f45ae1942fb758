import { MISSING_TABLE_HINT } from "../missing-table.ts";
import { NuagesError } from "../../../errors/index.ts";
import {
  DataError,
  type DatabaseError,
  DatabaseInternalError,
  IntegrityError,
  NotSupportedError,
  OperationalError,
  ProgrammingError,
} from "../../errors.ts";

/** What the server says about an error, as the driver passes it on. */
interface MysqlError extends Error {
  readonly errno?: number;
  readonly code?: string;
  readonly fatal?: boolean;
  readonly sqlMessage?: string;
}

type ErrorClass = new (
  message: string,
  options: { readonly cause: unknown; readonly details: Readonly<Record<string, unknown>> },
) => DatabaseError;

const INTEGRITY = [
  1048, 1062, 1169, 1215, 1216, 1217, 1364, 1451, 1452, 1557, 1586, 1690, 1761, 1762, 3819, 4025,
];
const DATA = [1230, 1171, 1264, 1265, 1365, 1366, 1406, 1411, 1416, 1441];
const PROGRAMMING = [1007, 1064, 1065, 1102, 1103, 1110, 1111, 1113, 1146, 1149, 1171];
const NOT_SUPPORTED = [1196, 1235, 1286, 1289, 1295];

const CLASSES: ReadonlyMap<number, ErrorClass> = new Map<number, ErrorClass>([
  ...INTEGRITY.map((errno) => [errno, IntegrityError] as const),
  ...DATA.map((errno) => [errno, DataError] as const),
  ...PROGRAMMING.map((errno) => [errno, ProgrammingError] as const),
  ...NOT_SUPPORTED.map((errno) => [errno, NotSupportedError] as const),
]);

const NO_SUCH_TABLE = 1146;

/** The record changed, the table of locks is full, a deadlock: InnoDB undoes the whole transaction. */
const UNDOING = [1020, 1206, 1213];
const LOCK_TIMEOUT = 1205;

/** Lowest number of errors of a server; below are those of its storage. */
const FIRST_SERVER_ERROR = 1_000;

interface Named {
  readonly kind?: string;
  readonly constraint?: string | undefined;
  readonly table?: string | undefined;
  readonly columns?: readonly string[] | undefined;
  /** The message without values, which may be secret. */
  readonly message?: string;
}

const DUPLICATE = /for key '((?:[^']|'')+)'$/;
const FOREIGN_KEY = /\((?:`[^`]*`\.)?`([^`]*)`, CONSTRAINT `([^`]*)` FOREIGN KEY \(([^)]*)\)/;

function duplicate(text: string): Named {
  const key = DUPLICATE.exec(text)?.[1];
  const [constraint, table] = key?.split(".").reverse() ?? [];
  return {
    kind: "UNIQUE",
    constraint,
    table,
    message: `Duplicate entry for key '${constraint ?? ""}'`,
  };
}

function foreignKey(text: string): Named {
  const [, table, constraint, columns] = FOREIGN_KEY.exec(text) ?? [];
  return {
    kind: "FOREIGN KEY",
    table,
    constraint,
    columns: columns?.split(", ").map((name) => name.replaceAll("`", "")),
  };
}

/** Constraint, table and columns that an error names. */
function named(errno: number, text: string): Named {
  switch (errno) {
    case 1062:
    case 1586:
      return duplicate(text);
    case 1451:
    case 1452:
      return foreignKey(text);
    case 1048:
    case 1364:
      return { kind: "NOT NULL", columns: /'([^']*)'/.exec(text)?.slice(1) };
    case 3819:
      return { kind: "CHECK", constraint: /'([^']*)'/.exec(text)?.[1] };
    case 4025: {
      const [, constraint, table] =
        /^CONSTRAINT `([^`]*)` failed for (?:`[^`]*`\.)?`([^`]*)`/.exec(text) ?? [];
      return { kind: "CHECK", constraint: constraint?.split(".").at(-1), table };
    }
    default:
      return {};
  }
}

/** Is the connection lost after this error? */
export function isFatal(error: unknown): boolean {
  if (error instanceof NuagesError || !(error instanceof Error)) return false;
  const { errno, fatal } = error as MysqlError;
  return fatal === true || errno === undefined || errno < 0 || errno === 1927 || errno === 1053;
}

/** What an error has undone besides its statement. A lock waited for in vain does as the server was told. */
export function endedBy(
  error: Error,
  { undoesOnTimeout }: { readonly undoesOnTimeout: boolean },
): "transaction" | undefined {
  const errno = error instanceof NuagesError ? error.details["errno"] : undefined;
  if (typeof errno !== "number") return undefined;
  const undoes = UNDOING.includes(errno) || (errno === LOCK_TIMEOUT && undoesOnTimeout);
  return undoes ? "transaction" : undefined;
}

/** The driver's error as one of ours, with the statement. Values are left out: they may be secret. */
export function translateError(error: unknown, text: string): Error {
  if (error instanceof NuagesError || !(error instanceof Error)) return error as Error;
  const { errno, code, message, sqlMessage = message } = error as MysqlError;
  if (isFatal(error)) {
    return new OperationalError(`The connection to the database failed: ${message}.`, {
      cause: error,
      details: { sql: text, code },
    });
  }
  // The driver's copy of the statement has the values in it.
  if ("sql" in error) error.sql = text;
  const number = errno ?? 0;
  const { message: shown = sqlMessage, ...names } = named(number, sqlMessage);
  const type =
    CLASSES.get(number) ?? (number < FIRST_SERVER_ERROR ? DatabaseInternalError : OperationalError);
  const details = { errno: number, code, ...names, sql: text };
  const hint = errno === NO_SUCH_TABLE ? MISSING_TABLE_HINT : undefined;
  return new type(`${shown}.`, { cause: error, details, hint });
}
