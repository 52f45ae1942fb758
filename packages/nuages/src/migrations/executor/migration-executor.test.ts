import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { connections, models } from "../../db/index.ts";
import { memoryDatabase } from "../../db/testing/database.ts";
import { InvalidMigrationPlan, IrreversibleError } from "../errors.ts";
import type { DiskMigrations } from "../loader/migration-files.ts";
import type { MigrationDefinition } from "../migration.ts";
import * as migrations from "../migrations.ts";
import { MigrationRecorder } from "../recorder.ts";
import { diskOf, keyOf } from "../testing/disk.ts";
import {
  loadExecutor,
  type MigrationExecutor,
  type MigrationProgress,
} from "./migration-executor.ts";

configure({ secretKey: "x" });

let database: AsyncDisposable;
let said: string[];

beforeEach(async () => {
  database = await memoryDatabase();
  said = [];
});

afterEach(() => database[Symbol.asyncDispose]());

const id = () => models.BigAutoField({ primaryKey: true, autoCreated: true, serialize: false });
const after = (...names: string[]): Pick<MigrationDefinition, "dependencies"> => ({
  dependencies: names.map(keyOf),
});

const author = migrations.CreateModel({
  name: "Author",
  fields: { id: id(), name: models.CharField({ maxLength: 20 }) },
});
const book = migrations.CreateModel({
  name: "Book",
  fields: {
    id: id(),
    title: models.CharField({ maxLength: 20 }),
    author: models.ForeignKey("lib.author", { onDelete: models.CASCADE }),
  },
});
const isbn = migrations.AddField({
  modelName: "book",
  name: "isbn",
  field: models.CharField({ maxLength: 13, default: "" }),
});

const library = {
  "lib.0001_author": { initial: true, operations: [author] },
  "lib.0002_book": { ...after("lib.0001_author"), operations: [book] },
  "lib.0003_isbn": { ...after("lib.0002_book"), operations: [isbn] },
  "shop.0001_initial": {
    ...after("lib.0001_author"),
    operations: [migrations.CreateModel({ name: "Order", fields: { id: id() } })],
  },
};

function load(
  definitions: Readonly<Record<string, Partial<MigrationDefinition>>> = library,
): Promise<MigrationExecutor> {
  const disk: DiskMigrations = diskOf(definitions);
  const onProgress = ({ action, phase, migration, fake }: MigrationProgress): void => {
    said.push(`${action} ${String(migration)} ${phase}${fake ? " fake" : ""}`);
  };
  return loadExecutor({ disk, onProgress });
}

const tables = async (): Promise<string[]> =>
  (await connections.get().tableNames()).filter((name) => /^(?:lib|shop)_/u.test(name)).sort();
const recorded = async (): Promise<string[]> =>
  [...(await new MigrationRecorder().applied()).keys()].sort();
const steps = (executor: MigrationExecutor, ...targets: (readonly [string, string | null])[]) =>
  executor
    .plan(targets)
    .map(({ migration, backwards }) => `${backwards ? "-" : "+"}${String(migration)}`);

describe("plans", () => {
  it("lead forwards to a target with what it needs [MIG-25]", async () => {
    const executor = await load();

    expect(steps(executor, keyOf("lib.0002_book"))).toEqual(["+lib.0001_author", "+lib.0002_book"]);
  });

  it("lead backwards to a target, and to zero with what needs it in other apps [MIG-25]", async () => {
    const executor = await load();
    await executor.migrate(executor.loader.graph.leafNodes());

    expect(steps(executor, keyOf("lib.0001_author"))).toEqual(["-lib.0003_isbn", "-lib.0002_book"]);
    expect(steps(executor, ["lib", null])).toEqual([
      "-shop.0001_initial",
      "-lib.0003_isbn",
      "-lib.0002_book",
      "-lib.0001_author",
    ]);
    expect(steps(executor, keyOf("lib.0003_isbn"))).toEqual([]);
  });

  it("do not go both ways at once", async () => {
    const executor = await load();
    await executor.migrate([keyOf("lib.0002_book")]);
    const plan = executor.plan([keyOf("lib.0003_isbn"), keyOf("lib.0001_author")]);

    await expect(executor.migrate([], { plan })).rejects.toThrow(InvalidMigrationPlan);
  });
});

describe("migrate()", () => {
  it("applies, records with the time, and takes back [MIG-02] [MIG-25]", async () => {
    const start = Date.now();
    const executor = await load();

    await executor.migrate([keyOf("lib.0003_isbn")]);

    expect(await tables()).toEqual(["lib_author", "lib_book"]);
    const applied = await new MigrationRecorder().applied();
    expect([...applied.keys()]).toEqual(["lib.0001_author", "lib.0002_book", "lib.0003_isbn"]);
    for (const date of applied.values()) expect(date.getTime()).toBeGreaterThanOrEqual(start - 1);
    expect(said.slice(0, 2)).toEqual([
      "apply lib.0001_author start",
      "apply lib.0001_author success",
    ]);

    const again = await load();
    said = [];
    await again.migrate([["lib", null]]);

    expect(await tables()).toEqual([]);
    expect(await recorded()).toEqual([]);
    expect(said[0]).toBe("unapply lib.0003_isbn start");
  });

  it("keeps the columns of Django's table [MIG-02]", async () => {
    await (await load()).migrate([keyOf("lib.0001_author")]);

    const [row] = await connections
      .get()
      .query("SELECT sql FROM sqlite_master WHERE name = 'django_migrations'", []);

    expect(row?.[0]).toBe(
      'CREATE TABLE "django_migrations" ("id" integer NOT NULL PRIMARY KEY AUTOINCREMENT, ' +
        '"app" varchar(255) NOT NULL, "name" varchar(255) NOT NULL, "applied" datetime NOT NULL)',
    );
  });

  it("makes no table of its own where there is nothing to do", async () => {
    await (await load({})).migrate([]);

    expect(await connections.get().tableNames()).not.toContain("django_migrations");
  });

  it("gives the state of what is applied, backwards too [MIG-28]", async () => {
    const executor = await load();

    const full = await executor.migrate([keyOf("lib.0003_isbn")]);
    const less = await executor.migrate([keyOf("lib.0001_author")]);

    expect([...full.models.keys()]).toEqual(["lib.author", "lib.book"]);
    expect([...less.models.keys()]).toEqual(["lib.author"]);
  });

  it("records only, where it is told to fake [MIG-26]", async () => {
    const executor = await load();

    await executor.migrate([keyOf("lib.0002_book")], { fake: true });

    expect(await tables()).toEqual([]);
    expect(await recorded()).toEqual(["lib.0001_author", "lib.0002_book"]);
    expect(said).toContain("apply lib.0002_book success fake");
    await executor.migrate([["lib", null]], { fake: true });
    expect(await recorded()).toEqual([]);
  });

  it("skips an initial migration whose tables are there, with --fake-initial [MIG-26]", async () => {
    const executor = await load();
    await executor.migrate([keyOf("lib.0001_author")]);
    await new MigrationRecorder().recordUnapplied(keyOf("lib.0001_author"));

    const again = await load();
    await again.migrate([keyOf("lib.0002_book")], { fakeInitial: true });

    expect(said.filter((line) => line.endsWith("fake"))).toEqual([
      "apply lib.0001_author start fake",
      "apply lib.0001_author success fake",
    ]);
    expect(await tables()).toEqual(["lib_author", "lib_book"]);
  });

  it("runs an initial migration whose tables are missing, and no other is skipped [MIG-26]", async () => {
    const withColumn = {
      ...library,
      "lib.0001_author": {
        initial: true,
        operations: [
          author,
          migrations.AddField({
            modelName: "author",
            name: "born",
            field: models.IntegerField({ null: true }),
          }),
        ],
      },
    };
    const executor = await load(withColumn);
    await executor.migrate([keyOf("lib.0001_author")], { fakeInitial: true });
    expect(said).toContain("apply lib.0001_author success");
    await new MigrationRecorder().recordUnapplied(keyOf("lib.0001_author"));
    await connections.get().script(["ALTER TABLE lib_author DROP COLUMN born"]);

    const again = await load(withColumn);

    // The column is missing, so the migration is run and meets the table.
    await expect(again.migrate([keyOf("lib.0001_author")], { fakeInitial: true })).rejects.toThrow(
      "already exists",
    );
  });

  it("undoes a migration that fails half-way, and records nothing of it [MIG-25]", async () => {
    const broken = migrations.RunSQL("SELECT title FROM nowhere");
    const executor = await load({
      "lib.0001_author": { operations: [author] },
      "lib.0002_book": { ...after("lib.0001_author"), operations: [book, broken] },
    });

    await expect(executor.migrate([keyOf("lib.0002_book")])).rejects.toThrow("nowhere");

    expect(await tables()).toEqual(["lib_author"]);
    expect(await recorded()).toEqual(["lib.0001_author"]);
  });

  it("says what was done where a migration that is not atomic fails [MIG-25]", async () => {
    const broken = migrations.RunSQL("SELECT title FROM nowhere");
    const executor = await load({
      "lib.0001_author": { atomic: false, operations: [author, book, broken, isbn] },
    });

    await expect(executor.migrate([keyOf("lib.0001_author")])).rejects.toThrow(
      /Migration lib\.0001_author failed half-way.*nowhere.*\n {2}Applied and kept:\n {4}- Create model Author\n {4}- Create model Book\n {2}Failed:\n {4}- Raw SQL operation\n {2}Not begun:\n {4}- Add field isbn to book\n.*migrate --fake lib 0001_author/su,
    );
    expect(await tables()).toEqual(["lib_author", "lib_book"]);
    expect(await recorded()).toEqual([]);
  });

  it("refuses to take back what cannot be, before it begins [MIG-12]", async () => {
    const executor = await load({
      "lib.0001_author": {
        operations: [author, migrations.RunTS(() => undefined), book],
      },
    });
    await executor.migrate([keyOf("lib.0001_author")]);

    await expect(executor.migrate([["lib", null]])).rejects.toThrow(IrreversibleError);
    await expect(executor.migrate([["lib", null]])).rejects.toThrow(
      'Operation "Raw TypeScript operation" of lib.0001_author is not reversible.',
    );
    expect(await tables()).toEqual(["lib_author", "lib_book"]);
  });

  it("runs data steps with the models of that moment, forwards and back [MIG-28] [MIG-37]", async () => {
    const seen: string[] = [];
    const fill = migrations.RunTS(
      async (apps) => {
        const { meta } = apps.getModel("lib", "Author");
        seen.push(meta.fields.map(({ name }) => name).join());
        await connections.get().execute("INSERT INTO lib_author (name) VALUES ('Ann')", []);
      },
      {
        reverseCode: async () => {
          await connections.get().execute("DELETE FROM lib_author", []);
        },
      },
    );
    const executor = await load({
      "lib.0001_author": { operations: [author] },
      "lib.0002_fill": { ...after("lib.0001_author"), operations: [fill] },
      "lib.0003_more": {
        ...after("lib.0002_fill"),
        operations: [
          migrations.AddField({
            modelName: "author",
            name: "born",
            field: models.IntegerField({ null: true }),
          }),
        ],
      },
    });
    await executor.migrate(executor.loader.graph.leafNodes());
    const count = async (): Promise<unknown> =>
      (await connections.get().query("SELECT count(*) FROM lib_author", []))[0]?.[0];

    expect([seen, await count()]).toEqual([["id,name"], 1]);
    await executor.migrate([keyOf("lib.0001_author")]);
    expect(await count()).toBe(0);
  });

  it("records a squashed migration by its parts and itself [MIG-26] [MIG-34]", async () => {
    const squashed = {
      ...library,
      "lib.0001_squashed": {
        initial: true,
        replaces: [keyOf("lib.0001_author"), keyOf("lib.0002_book")],
        operations: [author, book],
      },
    };

    const fresh = await load(squashed);
    await fresh.migrate(fresh.loader.graph.leafNodes());

    expect(said).toContain("apply lib.0001_squashed success");
    expect(await recorded()).toEqual([
      "lib.0001_author",
      "lib.0001_squashed",
      "lib.0002_book",
      "lib.0003_isbn",
      "shop.0001_initial",
    ]);
    await (await load(squashed)).migrate([["lib", null]]);
    expect([await recorded(), await tables()]).toEqual([[], []]);
  });

  it("records a squashed migration once all of its parts are applied [MIG-26] [MIG-34]", async () => {
    await (await load()).migrate([keyOf("lib.0002_book")]);

    const executor = await load({
      ...library,
      "lib.0001_squashed": {
        replaces: [keyOf("lib.0001_author"), keyOf("lib.0002_book")],
        operations: [author, book],
      },
    });
    await executor.migrate(
      executor.plan(executor.loader.graph.leafNodes()).map(({ migration }) => migration.key),
    );

    expect(await recorded()).toContain("lib.0001_squashed");
  });
});
