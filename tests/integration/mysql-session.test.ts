import { runChecks } from "nuages/checks";
import { connections, OperationalError, TruncDay } from "nuages/db";
import { describe, expect, it } from "vitest";

import { Sample } from "./lib/models.ts";
import { servers, testDatabase, type Server } from "./lib/servers.ts";

const HOSTILE = [
  "'; DROP TABLE bank_sample; -- ",
  "\\'; DROP TABLE bank_sample; -- ",
  "\\",
  "\\\\",
  "%",
  "_",
  "50%_\\%",
  "\u0000' OR 1=1 -- ",
  "\u001a'",
  "\u00bf'; --",
  "縗' OR 1=1 #",
  "表\\' OR 1=1 #",
  "\u2028\u2029\u{1F389}'",
  '" OR ""="',
  "` OR 1=1",
  "/*! OR 1=1 */",
];

const SESSIONS: readonly (readonly [label: string, initCommand: string])[] = [
  ["its usual modes", "SET @unused = 1"],
  ["no backslash escapes", "SET sql_mode = 'NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES'"],
  ["quotes of ANSI and || for texts", "SET sql_mode = 'ANSI_QUOTES,PIPES_AS_CONCAT'"],
  ["the character set GBK", "SET NAMES gbk"],
  ["the character set SJIS", "SET NAMES sjis"],
];

/** MySQL has none of these. */
const MARIADB_SESSIONS: typeof SESSIONS = [
  ["the modes of Oracle", "SET sql_mode = 'ORACLE,EMPTY_STRING_IS_NULL'"],
];

const server = servers.find(({ vendor }) => vendor === "mysql") as Server;
const { label } = server;
const sessions = label === "MariaDB" ? [...SESSIONS, ...MARIADB_SESSIONS] : SESSIONS;
describe.skipIf(!server.isThere).each(sessions)(`${label} with %s`, (_label, initCommand) => {
  it("keeps hostile texts as they are, and finds them by themselves alone [DB-19]", async () => {
    await using _database = await testDatabase(server, { options: { initCommand } });
    for (const text of HOSTILE) await Sample.objects.create({ text });
    await Sample.objects.create({ text: "" });

    for (const text of HOSTILE) {
      const found = await Sample.objects.filter({ text }).valuesList("text", { flat: true });
      expect(found).toEqual([text]);
      const parts = await Sample.objects.filter({ text__contains: text }).orderBy("pk");
      expect(parts.map((row) => row.text)).toEqual(HOSTILE.filter((other) => other.includes(text)));
      const starts = await Sample.objects.filter({ text__startswith: text }).count();
      expect(starts).toBe(HOSTILE.filter((other) => other.startsWith(text)).length);
    }
    expect(await Sample.objects.filter({ text: "" }).count()).toBe(1);
    expect(await Sample.objects.count()).toBe(HOSTILE.length + 1);
  });
});

describe.skipIf(!server.isThere)(`a session of ${label}`, () => {
  it("is in UTC, utf8mb4, strict, and reads what is committed [DB-19] [DB-06]", async () => {
    await using _database = await testDatabase(server);

    // MariaDB has the newer name since 11.1.
    const isolation = label === "MySQL" ? "transaction_isolation" : "tx_isolation";
    const [row] = await connections
      .get()
      .query(
        `SELECT @@time_zone, @@character_set_client, @@character_set_connection, @@SESSION.${isolation}, @@sql_mode LIKE '%%STRICT%%'`,
        [],
      );

    expect(row).toEqual(["+00:00", "utf8mb4", "utf8mb4", "READ-COMMITTED", 1]);
  });

  it("is warned of by a check when it is not strict [DB-19]", async () => {
    const ids = async (initCommand: string): Promise<string[]> => {
      await using _database = await testDatabase(server, { options: { initCommand } });
      const found = await runChecks({ databases: ["default"], tags: ["database"] });
      return found.map(({ id = "" }) => id);
    };

    expect(await ids("SET sql_mode = 'STRICT_ALL_TABLES'")).toEqual([]);
    expect(await ids("SET sql_mode = 'ANSI_QUOTES'")).toEqual(["mysql.W002"]);
    expect(await runChecks({ tags: ["database"] })).toEqual([]);
  });

  it("converts to a time zone, or says how the server learns them [DB-19]", async () => {
    await using _database = await testDatabase(server);
    const moment = new Date("2024-05-06T23:30:00Z");
    await Sample.objects.create({ moment });
    const [known] = await connections
      .get()
      .query("SELECT CONVERT_TZ('2000-01-01', '+00:00', 'Europe/Paris') IS NOT NULL", [])
      .catch(() => [[0]]);

    const answer = await Sample.objects
      .annotate({ begin: TruncDay("moment", { timeZone: "Europe/Paris" }) })
      .values("begin")
      .then(
        ([row]) => row?.begin,
        (error: unknown) => error,
      );

    expect(answer).toBeInstanceOf(Number(known?.[0]) === 1 ? Date : OperationalError);
    expect(String(answer)).toMatch(/2024|mysql_tzinfo_to_sql/);
  });
});
