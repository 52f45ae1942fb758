import { NotSupportedError } from "../../errors.ts";

/** The oldest PostgreSQL that statements are written for. */
const FLOOR = 14;

/**
 * Refuses a server that is too old. `version` is what it says of itself, such as `16.4 (Debian 16.4-1)`;
 * one that says nothing of the kind is taken.
 *
 * @throws NotSupportedError
 */
export function checkVersion(alias: string, version: string | undefined): void {
  const [found] = /^\d+(?:\.\d+)*/.exec(version ?? "") ?? [];
  if (found === undefined || Number.parseInt(found, 10) >= FLOOR) return;
  throw new NotSupportedError(`PostgreSQL ${FLOOR} or later is required (found ${found}).`, {
    hint: `Bring the server of databases.${alias} up to date, or name another.`,
    details: { alias, version },
  });
}
