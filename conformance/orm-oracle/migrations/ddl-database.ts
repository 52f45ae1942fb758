import type { DatabaseSettings } from "nuages/conf";
import { connections } from "nuages/db";

import type { OracleDatabase } from "../database.ts";

/** Alias of the database whose tables the cases make and change. */
export const DDL_ALIAS = "ddl";

/** Its settings: on a server a database beside the oracle's, else one in memory. */
export function ddlDatabase({ settings }: OracleDatabase): Record<string, DatabaseSettings> {
  return {
    [DDL_ALIAS]:
      settings.engine === "sqlite"
        ? { engine: "sqlite", name: ":memory:" }
        : { ...settings, name: `${settings.name ?? ""}_ddl` },
  };
}

/** Makes it on a server, until the end. */
export async function prepareDdlDatabase(resources: AsyncDisposableStack): Promise<void> {
  const { dialect } = connections.get();
  if (dialect.vendor === "sqlite") return;
  const name = dialect.quote(`nuages_oracle_${process.pid}_ddl`);
  const admin = connections.get("admin");
  const drop = `DROP DATABASE IF EXISTS ${name}`;
  await admin.script([drop, `CREATE DATABASE ${name}`]);
  resources.defer(async () => {
    await connections.get(DDL_ALIAS).close();
    await admin.script([drop]);
  });
}
