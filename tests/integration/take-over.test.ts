import { readFileSync } from "node:fs";
import path from "node:path";

import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { apps } from "nuages/apps";
import { configure } from "nuages/conf";
import { admin, LogEntry } from "nuages/contrib/admin";
import { auth, Group, Permission, User } from "nuages/contrib/auth";
import { ContentType, contenttypes } from "nuages/contrib/contenttypes";
import { Session, sessions } from "nuages/contrib/sessions";
import { Site, sites } from "nuages/contrib/sites";
import { callCommand } from "nuages/cli";
import { connections } from "nuages/db";
import { MigrationRecorder } from "nuages/migrations";

const script = readFileSync(path.join(import.meta.dirname, "../fixtures/django-site.sql"), "utf8");
const installedApps = [admin, auth, contenttypes, sessions, sites];

configure({
  secretKey: "x",
  installedApps,
  databases: {
    default: { engine: "sqlite", name: ":memory:" },
    fresh: { engine: "sqlite", name: ":memory:" },
  },
  siteId: 1,
});

/** Statements of the script; none of its texts holds a semicolon at the end of a line. */
const statements = script
  .replaceAll(/^--.*$/gmu, "")
  .split(/;\n/u)
  .map((text) => text.trim())
  .filter((text) => text !== "");

async function command(name: string, ...args: string[]): Promise<string> {
  let text = "";
  await callCommand(name, ...args, { stdout: { write: (part: string) => (text += part) } });
  return text;
}

type Rows = readonly (readonly unknown[])[];

async function everything(alias: string): Promise<ReadonlyMap<string, Rows>> {
  const database = connections.get(alias);
  const found = new Map<string, Rows>();
  for (const table of (await database.tableNames()).sort())
    found.set(table, await database.query(`SELECT * FROM "${table}"`, []));
  return found;
}

const schemaOf = (alias: string): Promise<Rows> =>
  connections
    .get(alias)
    .query("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name", []);

beforeAll(async () => {
  await apps.populate(installedApps);
  await connections.get().script(statements);
});

afterAll(() => connections.closeAll());

describe("a database that Django made", () => {
  it("has nothing to apply, and stays as it is [MIG-02] [MIG-27]", async () => {
    const before = await everything("default");

    const said = await command("migrate");

    expect(said).toBe(
      "Operations to perform:\n" +
        "  Apply all migrations: admin, auth, contenttypes, sessions, sites\n" +
        "Running migrations:\n  No migrations to apply.\n",
    );
    expect(await everything("default")).toEqual(before);
    await command("migrate", "--check");
  });

  it("needs no new migrations [MIG-22]", async () => {
    expect(await command("makemigrations", "--check")).toBe("No changes detected\n");
    expect(await command("migrate", "--plan")).toBe(
      "Planned operations:\n  No planned migration operations.\n",
    );
  });

  it("can be read and written through the models", async () => {
    const [ada, ben] = await User.objects.orderBy("id");

    expect([ada?.username, ada?.isSuperuser, ada?.lastLogin?.toISOString()]).toEqual([
      "ada",
      true,
      "2025-06-02T08:30:00.123Z",
    ]);
    expect(ben?.lastLogin).toBeNull();
    const groups = await ben?.groups.all();
    expect(groups?.map(String)).toEqual(["Librarians"]);
    expect(
      await Group.objects.filter({ user__username: "ben" }).valuesList("permissions__codename", {
        flat: true,
      }),
    ).toEqual(["add_user", "change_user"]);
    const entry = await LogEntry.objects.selectRelated("user", "contentType").get();
    expect([entry.user.username, String(entry.contentType), String(entry)]).toEqual([
      "ada",
      "auth | user",
      "Addition: ben",
    ]);
    expect(await Permission.objects.count()).toBe(28);
    expect((await Session.objects.get()).expireDate.getUTCFullYear()).toBe(2099);
    expect((await Site.objects.get({ pk: 1 })).domain).toBe("library.example");
    expect((await ContentType.getForModel(User)).naturalKey()).toEqual(["auth", "user"]);
    const eve = await User.objects.create({ username: "eve", password: "!" });
    expect(eve.pk).toBe(3);
    await eve.delete();
  });
});

describe("a new database", () => {
  it("gets the tables, in the very words, that Django makes [MIG-30] [MIG-32]", async () => {
    await command("migrate", "--database", "fresh", "-v0");

    expect(await schemaOf("fresh")).toEqual(await schemaOf("default"));
  });

  it("gets the rows that the apps need: content types, permissions, a site [MIG-27]", async () => {
    const [made, django] = [await everything("fresh"), await everything("default")];

    expect(made.get("django_content_type")).toEqual(django.get("django_content_type"));
    expect(made.get("auth_permission")).toEqual(django.get("auth_permission"));
    expect(made.get("django_site")).toEqual([[1, "example.com", "example.com"]]);
    expect([...(await new MigrationRecorder(connections.get("fresh")).applied()).keys()]).toEqual([
      ...(await new MigrationRecorder(connections.get()).applied()).keys(),
    ]);
  });

  it("gets them once, however often it is migrated [MIG-27]", async () => {
    const before = await everything("fresh");

    await command("migrate", "--database", "fresh", "-v0");
    await command("flush", "--database", "fresh", "--no-input", "-v0");

    const after = await everything("fresh");
    expect(after.get("django_content_type")?.length).toBe(
      before.get("django_content_type")?.length,
    );
    const names = (rows: Rows | undefined): unknown[] =>
      (rows ?? []).map((row) => String(row[2])).toSorted((a, b) => a.localeCompare(b));
    expect(names(after.get("auth_permission"))).toEqual(names(before.get("auth_permission")));
  });

  it("can be taken back to nothing and brought forward again [MIG-25]", async () => {
    const before = await schemaOf("fresh");
    for (const label of ["admin", "auth", "contenttypes", "sessions", "sites"])
      await command("migrate", label, "zero", "--database", "fresh", "-v0");
    const left = (await connections.get("fresh").tableNames()).sort();

    await command("migrate", "--database", "fresh", "-v0");

    expect(left).toEqual(["django_migrations"]);
    expect(await schemaOf("fresh")).toEqual(before);
  });
});
