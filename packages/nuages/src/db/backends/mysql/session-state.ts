import { OperationalError } from "../../errors.ts";
import type { Row } from "../database.ts";

/** What a session is asked after its settings were made: version, modes, character set, time zones, timeouts. */
export const SESSION_QUESTION =
  "SELECT VERSION(), @@SESSION.sql_mode, @@SESSION.character_set_client, " +
  "CONVERT_TZ('2000-01-01 00:00:00', '+00:00', 'Europe/Paris') IS NOT NULL, " +
  "@@GLOBAL.innodb_rollback_on_timeout";

export interface SessionState {
  readonly version: string;
  /** Statements that take away what would change the meaning of statements. */
  readonly corrections: readonly string[];
  /** The server knows time zones by name. */
  readonly hasTimeZones: boolean;
  /** A lock that was waited for in vain undoes the transaction, not the statement alone. */
  readonly undoesOnTimeout: boolean;
}

/**
 * Modes under which statements mean something else than they are written for: backslashes that escape
 * nothing (patterns of LIKE would match other rows), empty texts that are NULL, NOT that binds tighter,
 * texts padded with blanks.
 */
const REFUSED: ReadonlySet<string> = new Set([
  "EMPTY_STRING_IS_NULL",
  "HIGH_NOT_PRECEDENCE",
  "NO_BACKSLASH_ESCAPES",
  "PAD_CHAR_TO_FULL_LENGTH",
]);

/** Statements are sent in UTF-8: another character set would read other characters, and other ends of texts. */
const CHARACTER_SET = "utf8mb4";

export function sessionState([version, mode, characterSet, zones, timeouts]: Row): SessionState {
  const modes = String(mode).split(",");
  const corrections: string[] = [];
  if (modes.some((name) => REFUSED.has(name))) {
    // ORACLE, DB2 and their like stand for sets of modes, and would bring them back.
    const kept = modes.filter((name) => /^[A-Z_]+$/.test(name) && !REFUSED.has(name));
    corrections.push(`SET SESSION sql_mode = '${kept.join(",")}'`);
  }
  if (characterSet !== CHARACTER_SET) corrections.push(`SET NAMES ${CHARACTER_SET}`);
  return {
    version: String(version),
    corrections,
    hasTimeZones: Number(zones) === 1,
    undoesOnTimeout: Number(timeouts) === 1,
  };
}

/** Without its tables a server gives NULL for every conversion: rows would be missing without a word. */
export function missingTimeZones(alias: string, sql: string): OperationalError {
  return new OperationalError(
    `The server of databases.${alias} knows no time zones by name, and the statement converts to one.`,
    {
      hint: "Load them once: mysql_tzinfo_to_sql /usr/share/zoneinfo | mysql -u root mysql (mariadb-tzinfo-to-sql and mariadb for MariaDB), then connect anew. Or work in UTC.",
      details: { sql },
    },
  );
}
