import { AssertionError } from "node:assert";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings, settings } from "../conf/index.ts";
import { connections, IntegrityError, models, onCommit, registerModels } from "../db/index.ts";
import { assertNumQueries, captureQueries, setupDatabases, testCase } from "./index.ts";

class Owner extends models.Model<Owner>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "testing" },
) {}

class Pet extends models.Model<Pet>()(
  {
    name: models.CharField({ maxLength: 20 }),
    owner: models.ForeignKey(() => Owner, { onDelete: models.CASCADE }),
  },
  { appLabel: "testing" },
) {}

registerModels(Owner, Pet);
configure({ databases: { default: { engine: "sqlite", name: "/nowhere/at/all.sqlite3" } } });

let databases: AsyncDisposable;

beforeEach(async () => {
  databases = await setupDatabases();
});

afterEach(async () => {
  await databases[Symbol.asyncDispose]();
});

describe("setupDatabases()", () => {
  it("gives empty tables in memory in place of the database of the settings [TEST-29]", async () => {
    expect(settings.databases["default"]?.name).toBe(":memory:");
    expect(await Owner.objects.count()).toBe(0);
  });

  it("gives the settings back when it is disposed of", async () => {
    await databases[Symbol.asyncDispose]();

    expect(settings.databases["default"]?.name).toBe("/nowhere/at/all.sqlite3");
    databases = await setupDatabases();
  });

  it("makes a file anew where the settings name one for tests [TEST-29]", async () => {
    const folder = await mkdtemp(path.join(tmpdir(), "testing-"));
    const file = path.join(folder, "test.sqlite3");
    await writeFile(file, "what an earlier run has left");
    const config = { engine: "sqlite", name: "/nowhere.sqlite3", test: { name: file } } as const;
    using _ = overrideSettings({ databases: { default: config } });

    const inFile = await setupDatabases();
    const existed = existsSync(file);
    const owners = await Owner.objects.count();
    await inFile[Symbol.asyncDispose]();

    expect([existed, owners, existsSync(file)]).toEqual([true, 0, false]);
    await rm(folder, { recursive: true });
  });
});

describe("testCase()", () => {
  it("undoes what the test did [TEST-02]", async () => {
    const test = testCase(async () => {
      await Owner.objects.create({ name: "Django" });
      expect(await Owner.objects.count()).toBe(1);
    });

    await test();

    expect(await Owner.objects.count()).toBe(0);
  });

  it("passes arguments on, and what the test throws", async () => {
    const test = testCase((first: number, second: string) => {
      throw new RangeError(`${first}${second}`);
    });

    await expect(test(1, "a")).rejects.toThrow(new RangeError("1a"));
  });

  it("undoes what a failed test did", async () => {
    const test = testCase(async () => {
      await Owner.objects.create({ name: "Django" });
      throw new RangeError("failed");
    });

    await expect(test()).rejects.toThrow(RangeError);

    expect(await Owner.objects.count()).toBe(0);
  });

  it("ends quietly after an error that the test expected", async () => {
    await testCase(async () => {
      await Owner.objects.create({ id: 1, name: "Django" });
      await expect(
        new Owner({ id: 1, name: "Joseph" }).save({ forceInsert: true }),
      ).rejects.toThrow(IntegrityError);
    })();

    expect(await Owner.objects.count()).toBe(0);
  });

  it("refuses foreign keys that lead nowhere [TEST-02]", async () => {
    const test = testCase(async () => {
      await connections.get().script(["PRAGMA defer_foreign_keys = ON"]);
      await Pet.objects.create({ name: "Babik", ownerId: 7 });
    });

    await expect(test()).rejects.toThrow(IntegrityError);
  });

  it("commits nothing", async () => {
    const done: string[] = [];

    await testCase(() => onCommit(() => done.push("committed")))();

    expect(done).toEqual([]);
  });
});

describe("assertNumQueries()", () => {
  it("gives what the work gives when the number is right [TEST-17]", async () => {
    expect(await assertNumQueries(1, () => Owner.objects.count())).toBe(0);
    expect(await assertNumQueries(0, () => "nothing")).toBe("nothing");
  });

  it("lists the statements when it is not [TEST-17]", async () => {
    const twice = assertNumQueries(1, async () => {
      await Owner.objects.count();
      await Pet.objects.count();
    });

    await expect(twice).rejects.toThrow(AssertionError);
    await expect(twice).rejects.toThrow(
      /^2 queries executed, 1 expected\.\n1\. SELECT .*testing_owner.*\n2\. SELECT .*testing_pet/,
    );
  });

  it("throws what the work throws", async () => {
    const failing = assertNumQueries(0, () => {
      throw new RangeError("failed");
    });

    await expect(failing).rejects.toThrow(RangeError);
  });
});

describe("captureQueries()", () => {
  it("gives the statements with their values [TEST-23]", async () => {
    const [query] = await captureQueries(() => Owner.objects.filter({ name: "Django" }).count());

    expect(query?.sql).toContain("testing_owner");
    expect(query?.params).toEqual(["Django"]);
  });

  it("can look at one database alone [TEST-23]", async () => {
    const queries = await captureQueries(() => Owner.objects.count(), { using: "other" });

    expect(queries).toEqual([]);
  });
});
