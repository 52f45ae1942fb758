import { describe, expect, it } from "vitest";

import { overrideSettings } from "../../conf/index.ts";
import { models } from "../../db/index.ts";
import * as migrations from "../migrations.ts";
import { MigratedDatabase } from "../testing/database.ts";
import { InvalidOperation } from "./errors.ts";

const author = () =>
  migrations.CreateModel({
    name: "Author",
    fields: { id: models.AutoField({ primaryKey: true }), name: models.TextField() },
  });
const rename = (from: string, to: string) =>
  migrations.RunTS(
    async (apps) => {
      await apps.getModel("lib", "Author").objects.filter({ name: from }).update({ name: to });
    },
    {
      reverseCode: async (apps) => {
        await apps.getModel("lib", "Author").objects.filter({ name: to }).update({ name: from });
      },
    },
  );

describe("RunTS", () => {
  it("runs code with the models of that point, and back [MIG-12] [MIG-37]", async () => {
    await using database = new MigratedDatabase();
    await database.apply(author());
    await database.query("INSERT INTO lib_author (name) VALUES ('Ada')");
    const back = await database.apply(rename("Ada", "Augusta Ada"));

    expect(await database.query("SELECT name FROM lib_author")).toEqual([["Augusta Ada"]]);
    await back();
    expect(await database.query("SELECT name FROM lib_author")).toEqual([["Ada"]]);
  });

  it("sees the models before the operations that follow [MIG-12]", async () => {
    const seen: string[][] = [];
    await using database = new MigratedDatabase();
    await database.apply(
      author(),
      migrations.RunTS((apps) => {
        seen.push(apps.getModel("lib", "Author").meta.fields.map(({ name }) => name));
      }),
      migrations.RemoveField({ modelName: "author", name: "name" }),
    );

    expect(seen).toEqual([["id", "name"]]);
  });

  it("cannot be taken back without reverseCode; noop is enough [MIG-12]", async () => {
    await using database = new MigratedDatabase();
    const oneWay = await database.apply(migrations.RunTS(migrations.RunTS.noop));
    const both = await database.apply(
      migrations.RunTS(migrations.RunTS.noop, { reverseCode: migrations.RunTS.noop }),
    );

    await expect(oneWay()).rejects.toThrow(/not reversible.*reverseCode/s);
    await expect(both()).resolves.toBeUndefined();
    const operation = migrations.RunTS(migrations.RunTS.noop);
    expect([operation.reversible, operation.reducesToSql]).toEqual([false, false]);
    await expect(
      operation.databaseBackwards("lib", {} as never, {} as never, {} as never),
    ).rejects.toThrow(InvalidOperation);
  });

  it("is run only on databases that a router allows, by its hints [MIG-33]", async () => {
    const asked: unknown[] = [];
    const router = {
      allowMigrate(alias: string, appLabel: string, hints: object) {
        asked.push([alias, appLabel, hints]);
        return false;
      },
    };
    using _ = overrideSettings({ databaseRouters: [router] });
    let ran = false;
    await using database = new MigratedDatabase();
    await database.apply(
      migrations.RunTS(
        () => {
          ran = true;
        },
        { hints: { target: "archive" } },
      ),
      migrations.RunSQL("no SQL at all", { hints: { modelName: "author" } }),
    );

    expect(ran).toBe(false);
    expect(asked).toEqual([
      ["default", "lib", { target: "archive" }],
      ["default", "lib", { modelName: "author" }],
    ]);
  });

  it("says what it was given [MIG-12]", () => {
    const code = (): void => {};
    const operation = migrations.RunTS(code, {
      reverseCode: migrations.RunTS.noop,
      atomic: true,
      elidable: true,
    });

    expect(operation.deconstruct()).toEqual({
      name: "RunTS",
      args: [code, { reverseCode: migrations.RunTS.noop, atomic: true, elidable: true }],
    });
    expect([operation.atomic, operation.elidable]).toEqual([true, true]);
    expect(() => migrations.RunTS("code" as never)).toThrow(/RunTS needs a function/);
    expect(() => migrations.RunTS(code, { reverseCode: {} as never })).toThrow(InvalidOperation);
  });
});
