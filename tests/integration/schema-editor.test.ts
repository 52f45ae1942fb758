import {
  type AnyFieldType,
  atomic,
  IntegrityError,
  InvalidValue,
  models,
  TransactionManagementError,
} from "nuages/db";
import { withSchemaEditor } from "nuages/db";
import { migrations, type Operation } from "nuages/migrations";
import { describe, expect, it } from "vitest";

import { Workshop } from "../lib/migration-workshop.ts";
import { schemaPicture } from "../lib/schema-picture.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const { CASCADE } = models;
const id = models.AutoField({ primaryKey: true });

const horse = migrations.CreateModel({
  name: "Horse",
  fields: {
    id,
    name: models.CharField({ maxLength: 20 }),
    legs: models.IntegerField({ default: 4 }),
  },
});
const rider = migrations.CreateModel({
  name: "Rider",
  fields: { id, horse: models.ForeignKey("lib.Horse", { onDelete: CASCADE }) },
});
const alterLegs = (field: AnyFieldType): Operation =>
  migrations.AlterField({ modelName: "horse", name: "legs", field });

async function picture(workshop: Workshop): Promise<Readonly<Record<string, readonly string[]>>> {
  return schemaPicture(workshop.database);
}

for (const server of servers) {
  describe.skipIf(!server.isThere)(`the schema editor on ${server.label}`, () => {
    it("keeps foreign keys that wait for the end of the migration in step with renames and removals [MIG-32]", async () => {
      await using _database = await testDatabase(server);
      const workshop = new Workshop();

      await workshop.apply(
        horse,
        rider,
        migrations.CreateModel({
          name: "Groom",
          fields: { id, horse: models.ForeignKey("lib.Horse", { onDelete: CASCADE }) },
        }),
        migrations.RenameModel({ oldName: "Horse", newName: "Pony" }),
        migrations.RenameField({ modelName: "rider", oldName: "horse", newName: "mount" }),
        migrations.AlterModelTable({ name: "rider", table: "jockeys" }),
        migrations.RemoveField({ modelName: "groom", name: "horse" }),
        migrations.CreateModel({
          name: "Vet",
          fields: { id, groom: models.ForeignKey("lib.Groom", { onDelete: CASCADE }) },
        }),
        migrations.DeleteModel({ name: "Vet" }),
      );

      const tables = await picture(workshop);
      expect(Object.keys(tables)).toEqual(["jockeys", "lib_groom", "lib_pony"]);
      expect(tables["jockeys"]?.join()).toMatch(/mount_id.*lib_pony/s);
      expect(tables["lib_groom"]?.join()).not.toContain("lib_pony");
      await expect(workshop.insert("jockeys", { id: 1, mount_id: 9 })).rejects.toThrow(
        IntegrityError,
      );
    });

    it("changes one column of a table whose key are two [MIG-31]", async () => {
      await using _database = await testDatabase(server);
      const workshop = new Workshop();
      const create = migrations.CreateModel({
        name: "Seat",
        fields: {
          pk: models.CompositePrimaryKey("hall", "number"),
          hall: models.IntegerField(),
          number: models.IntegerField(),
          colour: models.CharField({ maxLength: 10, null: true }),
        },
      });
      await workshop.apply(create);
      await workshop.insert("lib_seat", { hall: 1, number: 1 }, { hall: 1, number: 2 });

      await workshop.apply(
        migrations.AlterField({
          modelName: "seat",
          name: "colour",
          field: models.CharField({ maxLength: 30, default: "red" }),
        }),
      );

      expect(await workshop.rows("lib_seat", "number")).toMatchObject([
        { hall: 1, number: 1, colour: "red" },
        { hall: 1, number: 2, colour: "red" },
      ]);
      await expect(
        workshop.insert("lib_seat", { hall: 1, number: 2, colour: "blue" }),
      ).rejects.toThrow(IntegrityError);
      const before = await picture(workshop);
      await workshop.undo();
      await workshop.undo();
      await workshop.apply(create);
      expect(Object.keys(await picture(workshop))).toEqual(Object.keys(before));
    });

    it("takes names with quotes, percent signs and capitals [MIG-31]", async () => {
      await using _database = await testDatabase(server);
      const workshop = new Workshop();
      const table = "Ho\"r`se%s 'x'";
      const before = await picture(workshop);

      await workshop.apply(
        migrations.CreateModel({
          name: "Odd",
          fields: {
            id,
            odd: models.PositiveIntegerField({ dbColumn: "a%\"b`'c", dbIndex: true }),
            text: models.CharField({ maxLength: 9, dbDefault: "100%'s" }),
          },
          options: { dbTable: table },
        }),
        migrations.AddField({
          modelName: "odd",
          name: "self",
          field: models.ForeignKey("self", { onDelete: CASCADE, null: true }),
        }),
      );
      await workshop.insert(table, { id: 1, "a%\"b`'c": 5 });
      await workshop.apply(
        migrations.AlterField({
          modelName: "odd",
          name: "odd",
          field: models.IntegerField({ dbColumn: "d%\"e`'f", null: true, unique: true }),
        }),
      );

      const [row] = await workshop.rows(table);
      expect(row).toMatchObject({ "d%\"e`'f": 5, text: "100%'s" });
      await workshop.undo();
      await workshop.undo();
      expect(await picture(workshop)).toEqual(before);
    });

    it("keeps names of indexes and foreign keys as long as the database takes [MIG-32]", async () => {
      await using _database = await testDatabase(server);
      const workshop = new Workshop();
      const long = "a_name_that_is_far_longer_than_others_are";

      await workshop.apply(
        horse,
        migrations.CreateModel({
          name: "Long",
          fields: {
            id,
            [`${long}X`]: models.ForeignKey("lib.Horse", { onDelete: CASCADE, relatedName: "+" }),
            [`${long}Y`]: models.CharField({ maxLength: 9, unique: true, dbIndex: true }),
          },
          options: { uniqueTogether: [[`${long}Y`, `${long}X`]], dbTable: `table_${long}` },
        }),
      );
      const before = await picture(workshop);

      await workshop.apply(migrations.AlterUniqueTogether({ name: "long", uniqueTogether: null }));
      await workshop.undo();

      expect(await picture(workshop)).toEqual(before);
    });

    it("gives an index without name one, found by its columns [MIG-10]", async () => {
      await using _database = await testDatabase(server);
      const workshop = new Workshop();
      await workshop.apply(
        horse,
        migrations.AlterIndexTogether({ name: "horse", indexTogether: [["name", "legs"]] }),
      );

      await workshop.apply(
        migrations.RenameIndex({
          modelName: "horse",
          oldFields: ["name", "legs"],
          newName: "name_legs",
        }),
      );

      expect(JSON.stringify(await picture(workshop))).not.toContain("_idx");
      await workshop.apply(migrations.RemoveIndex({ modelName: "horse", name: "name_legs" }));
      const index = new models.Index({ fields: ["name", "legs"] });
      const { meta } = workshop.state.render("lib", "horse");
      await expect(
        withSchemaEditor({}, (editor) =>
          editor.renameIndex(meta, index, index.with({ name: "x" })),
        ),
      ).rejects.toThrow(InvalidValue);
    });
  });
}

const [sqlite, postgresql, mysql] = servers;

describe("the schema editor on SQLite", () => {
  it("keeps triggers, views and indexes that were made by hand [MIG-30]", async () => {
    if (sqlite === undefined) return;
    await using _database = await testDatabase(sqlite);
    const workshop = new Workshop();
    await workshop.apply(horse, rider);
    await workshop.database.script([
      "CREATE INDEX by_hand ON lib_horse (lower(name))",
      "CREATE TRIGGER shout AFTER INSERT ON lib_horse BEGIN UPDATE lib_horse SET name = upper(name) WHERE id = new.id; END",
      "CREATE VIEW names AS SELECT name FROM lib_horse",
    ]);
    await workshop.insert("lib_horse", { id: 1, name: "x", legs: 4 });

    await workshop.apply(alterLegs(models.BigIntegerField({ null: true })));
    await workshop.insert("lib_horse", { id: 2, name: "y", legs: 4 });

    expect(await workshop.database.query("SELECT name FROM names ORDER BY name", [])).toEqual([
      ["X"],
      ["Y"],
    ]);
    const [found] = await workshop.database.query(
      "SELECT COUNT(*) FROM sqlite_master WHERE name IN ('by_hand', 'shout', 'names')",
      [],
    );
    expect(found).toEqual([3]);
  });

  it("finds rows that point nowhere at the end, and undoes all [MIG-30]", async () => {
    if (sqlite === undefined) return;
    await using _database = await testDatabase(sqlite);
    const workshop = new Workshop();
    await workshop.apply(horse, rider);
    await workshop.insert("lib_horse", { id: 1, name: "x", legs: 4 });
    await workshop.insert("lib_rider", { id: 1, horse_id: 1 });
    const before = await picture(workshop);

    await expect(
      workshop.apply(
        alterLegs(models.IntegerField({ null: true })),
        migrations.RunSQL("DELETE FROM lib_horse"),
      ),
    ).rejects.toThrow('The row 1 of table "lib_rider" points at a row of "lib_horse"');

    expect(await picture(workshop)).toEqual(before);
    expect(await workshop.rows("lib_horse")).toHaveLength(1);
    const insert = workshop.insert("lib_rider", { id: 2, horse_id: 7 });
    await expect(insert).rejects.toThrow(IntegrityError);
  });

  it("is refused inside of a transaction", async () => {
    if (sqlite === undefined) return;
    await using _database = await testDatabase(sqlite);
    const workshop = new Workshop();

    await expect(atomic(() => workshop.apply(horse))).rejects.toThrow(TransactionManagementError);
  });
});

describe.skipIf(postgresql?.isThere !== true)("the schema editor on PostgreSQL", () => {
  it("writes comments, tablespaces and indexes with all they can have [MIG-11] [MIG-32]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = new Workshop();
    const index = new models.Index({
      name: "all",
      fields: ["name"],
      include: ["legs"],
      opclasses: ["varchar_pattern_ops"],
      dbTablespace: "pg_default",
    });

    await workshop.apply(
      migrations.CreateModel({
        name: "Horse",
        fields: {
          id,
          name: models.CharField({ maxLength: 20, dbComment: "it's the name" }),
          legs: models.IntegerField(),
        },
        options: { dbTableComment: "all horses", indexes: [index] },
      }),
      migrations.AlterField({
        modelName: "horse",
        name: "legs",
        field: models.IntegerField({ dbComment: "four" }),
      }),
      migrations.AddField({
        modelName: "horse",
        name: "tail",
        field: models.IntegerField({ null: true, dbComment: "long" }),
      }),
    );

    const comments = async (): Promise<unknown[]> => {
      const rows = await workshop.database.query(
        "SELECT description FROM pg_description WHERE objoid = 'lib_horse'::regclass ORDER BY objsubid",
        [],
      );
      return rows.map(([text]) => text);
    };
    expect(await comments()).toEqual(["all horses", "it's the name", "four", "long"]);
    const { lib_horse: lines = [] } = await picture(workshop);
    expect(lines.join("\n")).toContain("(name varchar_pattern_ops) INCLUDE (legs)");

    await workshop.apply(
      migrations.AlterModelTableComment({ name: "horse", tableComment: null }),
      alterLegs(models.IntegerField()),
    );
    expect(await comments()).toEqual(["it's the name", "long"]);
    const { meta } = workshop.state.render("lib", "horse");
    const moved = await withSchemaEditor({ collectSql: true }, async (editor) => {
      await editor.alterDbTablespace(meta, "a", "b");
      await editor.alterDbTablespace(meta, "b", undefined);
      await editor.alterDbTablespace(meta, "b", "b");
      return editor.collected;
    });
    expect(moved).toEqual([
      'ALTER TABLE "lib_horse" SET TABLESPACE "b";',
      'ALTER TABLE "lib_horse" SET TABLESPACE "pg_default";',
    ]);
  });

  it("numbers that the database gives begin behind the rows, and stop [MIG-32]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = new Workshop();
    await workshop.apply(
      migrations.CreateModel({
        name: "Horse",
        fields: { id: models.IntegerField({ primaryKey: true }), name: models.TextField() },
      }),
    );
    await workshop.insert("lib_horse", { id: 7, name: "x" });
    const alterId = (field: AnyFieldType): Operation =>
      migrations.AlterField({ modelName: "horse", name: "id", field });

    await workshop.apply(alterId(models.BigAutoField({ primaryKey: true })));
    await workshop.insert("lib_horse", { name: "y" });
    expect((await workshop.rows("lib_horse")).map((row) => Number(row["id"]))).toEqual([7, 8]);

    await workshop.apply(alterId(models.IntegerField({ primaryKey: true })));
    await expect(workshop.insert("lib_horse", { name: "z" })).rejects.toThrow(IntegrityError);
  });

  it("columns of long ago, whose numbers come from a sequence, become others [MIG-32]", async () => {
    if (postgresql === undefined) return;
    await using _database = await testDatabase(postgresql);
    const workshop = new Workshop();
    await workshop.apply(horse);
    await workshop.database.script([
      "DROP TABLE lib_horse",
      "CREATE TABLE lib_horse (id serial PRIMARY KEY, name varchar(20) NOT NULL, legs integer NOT NULL)",
    ]);

    await workshop.apply(
      migrations.AlterField({
        modelName: "horse",
        name: "id",
        field: models.CharField({ primaryKey: true, maxLength: 9 }),
      }),
    );

    await workshop.insert("lib_horse", { id: "x", name: "x", legs: 4 });
    const sequences = await workshop.database.query(
      "SELECT 1 FROM pg_class WHERE relkind = 'S' AND relname LIKE 'lib_horse%'",
      [],
    );
    expect(sequences).toEqual([]);
  });
});

describe.skipIf(mysql?.isThere !== true)(`the schema editor on ${mysql?.label}`, () => {
  it("keeps all attributes of a column that changes [MIG-11] [MIG-32]", async () => {
    if (mysql === undefined) return;
    await using _database = await testDatabase(mysql);
    const workshop = new Workshop();
    const options = {
      dbComment: "it's a name",
      dbDefault: "x",
      dbCollation: "utf8mb4_bin",
    } as const;
    await workshop.apply(
      migrations.CreateModel({
        name: "Horse",
        fields: { id, name: models.CharField({ maxLength: 20, ...options }) },
        options: { dbTableComment: "all horses" },
      }),
    );

    await workshop.apply(
      migrations.AlterField({
        modelName: "horse",
        name: "name",
        field: models.CharField({ maxLength: 40, null: true, ...options }),
      }),
      migrations.AlterModelTableComment({ name: "horse", tableComment: "some" }),
    );

    const [row] = await workshop.database.query("SHOW CREATE TABLE lib_horse", []);
    const text = String(row?.[1]);
    expect(text).toContain("COMMENT='some'");
    const line = text.split("\n").find((one) => one.includes("`name`"));
    expect(line).toContain("varchar(40)");
    expect(line).toContain("utf8mb4_bin");
    expect(line).toContain("DEFAULT 'x'");
    expect(line).toContain("COMMENT 'it''s a name'");
  });
});
