import { warning, type CheckMessage } from "../checks/index.ts";
import { connections } from "./backends/connections.ts";

const STRICT: ReadonlySet<string> = new Set(["STRICT_TRANS_TABLES", "STRICT_ALL_TABLES"]);

/** `mysql.W002`: databases whose server changes values that do not fit in place of refusing them. Asks each. */
export async function strictModeFindings(aliases: readonly string[]): Promise<CheckMessage[]> {
  const found: CheckMessage[] = [];
  for (const alias of aliases) {
    const database = connections.get(alias);
    if (database.dialect.vendor !== "mysql") continue;
    const { displayName } = database.dialect;
    const [row] = await database.query("SELECT @@SESSION.sql_mode", []);
    const modes = String(row?.[0]).split(",");
    if (modes.some((mode) => STRICT.has(mode))) continue;
    found.push(
      warning({
        id: "mysql.W002",
        msg: `The sessions of databases.${alias} are not in ${displayName}'s strict mode.`,
        hint: `Without it the server cuts texts that are too long and changes numbers that do not fit. Set sql_mode on the server, or options: { initCommand: "SET sql_mode = 'STRICT_TRANS_TABLES'" } of databases.${alias}.`,
      }),
    );
  }
  return found;
}
