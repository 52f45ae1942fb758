/**
 * Run by take-over.ts in a process of its own: works on the database of the first argument, which Django
 * made, and prints what is wrong, by the title of what was looked at.
 */
import { readFile } from "node:fs/promises";
import path from "node:path";

import { apps } from "nuages/apps";
import { callCommand } from "nuages/cli";
import { configure } from "nuages/conf";
import { admin } from "nuages/contrib/admin";
import { auth } from "nuages/contrib/auth";
import { contenttypes } from "nuages/contrib/contenttypes";
import { sessions } from "nuages/contrib/sessions";
import { sites } from "nuages/contrib/sites";
import { connections } from "nuages/db";

interface Site {
  readonly sqlite_master: readonly { readonly name: string; readonly sql: string | null }[];
  readonly tables: Readonly<
    Record<string, { readonly columns: readonly string[]; readonly rows: readonly unknown[][] }>
  >;
}

const [file = "", directory = ""] = process.argv.slice(2);
const site = JSON.parse(await readFile(path.join(directory, "site.json"), "utf8")) as Site;
const installedApps = [admin, auth, contenttypes, sessions, sites];

configure({
  secretKey: "take-over",
  installedApps,
  databases: {
    default: { engine: "sqlite", name: file },
    fresh: { engine: "sqlite", name: ":memory:" },
  },
});
await apps.populate(installedApps);

async function command(name: string, ...args: string[]): Promise<string> {
  let text = "";
  await callCommand(name, ...args, { stdout: { write: (part: string) => (text += part) } });
  return text;
}

async function rowsOf(alias: string, table: string): Promise<unknown> {
  return connections.get(alias).query(`SELECT * FROM "${table}" ORDER BY 1`, []);
}

async function everything(): Promise<string> {
  const tables = await connections.get().tableNames();
  return JSON.stringify(await Promise.all(tables.map((table) => rowsOf("default", table))));
}

function difference(expected: unknown, actual: unknown): string {
  const [a, b] = [JSON.stringify(expected), JSON.stringify(actual)];
  return a === b ? "" : `expected ${a.slice(0, 400)}, got ${b.slice(0, 400)}`;
}

const looks: Readonly<Record<string, () => Promise<string>>> = {
  "migrate applies nothing": async () => {
    const before = await everything();
    const said = await command("migrate");
    if (!said.includes("No migrations to apply.")) return said;
    return before === (await everything()) ? "" : "rows were changed";
  },
  "makemigrations finds no changes": async () =>
    difference("No changes detected\n", await command("makemigrations", "--check")),
  "every row is read through the models": async () => {
    for (const { meta } of apps.getModels()) {
      const expected = site.tables[meta.dbTable]?.rows.length;
      const objects = await meta.baseRows();
      if (objects.length !== expected)
        return `${meta.label}: expected ${String(expected)} rows, got ${objects.length}`;
    }
    return "";
  },
  "every row is written back as it was": async () => {
    const before = await everything();
    for (const { meta } of apps.getModels())
      for (const object of await meta.baseRows())
        await (object as { save(options: object): Promise<void> }).save({ forceUpdate: true });
    return difference(before, await everything());
  },
  "a new database gets the same tables": async () => {
    await command("migrate", "--database", "fresh", "-v0");
    const made = await connections
      .get("fresh")
      .query("SELECT name, sql FROM sqlite_master ORDER BY name", []);
    const expected = site.sqlite_master
      .map(({ name, sql }) => [name, sql] as const)
      .toSorted(([a], [b]) => (a < b ? -1 : 1));
    return difference(expected, made);
  },
  "a new database gets the same content types and permissions": async () => {
    for (const table of ["django_content_type", "auth_permission"]) {
      const wrong = difference(site.tables[table]?.rows, await rowsOf("fresh", table));
      if (wrong !== "") return wrong;
    }
    return "";
  },
};

const wrong: Record<string, string> = {};
for (const [title, look] of Object.entries(looks))
  wrong[title] = await look().catch((error: unknown) => String(error));
await connections.closeAll();
console.log(JSON.stringify(wrong));
