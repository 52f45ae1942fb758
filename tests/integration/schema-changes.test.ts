import { type AnyFieldType, DatabaseError, IntegrityError, models, Q } from "nuages/db";
import { migrations, type Operation } from "nuages/migrations";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Workshop } from "../lib/migration-workshop.ts";
import { schemaPicture } from "../lib/schema-picture.ts";
import { servers, testDatabase } from "./lib/servers.ts";

const { CASCADE } = models;

/** Horses with riders, who have friends among them. */
const SETUP: readonly Operation[] = [
  migrations.CreateModel({
    name: "Horse",
    fields: {
      id: models.AutoField({ primaryKey: true }),
      name: models.CharField({ maxLength: 20 }),
      legs: models.IntegerField({ null: true }),
    },
  }),
  migrations.CreateModel({
    name: "Rider",
    fields: {
      id: models.AutoField({ primaryKey: true }),
      horse: models.ForeignKey("lib.Horse", { onDelete: CASCADE }),
      friends: models.ManyToManyField("lib.Horse", { relatedName: "+" }),
    },
  }),
];

const HORSES = [
  { id: 1, name: "Aramis", legs: 4 },
  { id: 2, name: "Bonfire", legs: null },
  { id: 5, name: "Copenhagen", legs: 4 },
];

async function stable(): Promise<Workshop> {
  const workshop = new Workshop();
  await workshop.clear();
  await workshop.apply(...SETUP);
  await workshop.insert("lib_horse", ...HORSES);
  await workshop.insert("lib_rider", { id: 1, horse_id: 1 }, { id: 2, horse_id: 5 });
  await workshop.insert("lib_rider_friends", { id: 1, rider_id: 1, horse_id: 2 });
  return workshop;
}

/** What the rows of horses become by a change, and the tables where they are others. */
interface Change {
  readonly title: string;
  readonly operations: readonly Operation[];
  readonly horses?: (row: (typeof HORSES)[number]) => object;
  readonly tables?: { readonly horse?: string; readonly rider?: string; readonly friends?: string };
  readonly rider?: (row: { id: number; horse_id: unknown }) => object;
  readonly friend?: object;
}

const alterName = (field: AnyFieldType): Operation =>
  migrations.AlterField({ modelName: "horse", name: "name", field });
const alterLegs = (field: AnyFieldType): Operation =>
  migrations.AlterField({ modelName: "horse", name: "legs", field });
const alterHorse = (field: AnyFieldType): Operation =>
  migrations.AlterField({ modelName: "rider", name: "horse", field });
const addition = (field: AnyFieldType): Operation =>
  migrations.AddField({ modelName: "horse", name: "more", field });

const CHANGES: readonly Change[] = [
  {
    title: "a column with a default",
    operations: [addition(models.CharField({ maxLength: 9, default: "it's %s" }))],
    horses: (row) => ({ ...row, more: "it's %s" }),
  },
  {
    title: "a column with a default of the database",
    operations: [addition(models.IntegerField({ dbDefault: 9 }))],
    horses: (row) => ({ ...row, more: 9 }),
  },
  {
    title: "a text column with a default",
    operations: [addition(models.TextField({ default: "long" }))],
    horses: (row) => ({ ...row, more: "long" }),
  },
  {
    title: "a foreign key to a table with rows",
    operations: [
      addition(models.ForeignKey("lib.Rider", { onDelete: CASCADE, null: true, relatedName: "+" })),
    ],
    horses: (row) => ({ ...row, more_id: null }),
  },
  {
    title: "a foreign key with a default",
    operations: [
      addition(models.ForeignKey("lib.Rider", { onDelete: CASCADE, default: 2, relatedName: "+" })),
    ],
    horses: (row) => ({ ...row, more_id: 2 }),
  },
  {
    title: "a computed column",
    operations: [
      addition(
        models.GeneratedField({
          expression: "legs",
          outputField: models.IntegerField(),
          dbPersist: true,
        }),
      ),
    ],
    horses: (row) => ({ ...row, more: row.legs }),
  },
  {
    title: "a wider text",
    operations: [alterName(models.CharField({ maxLength: 200, dbIndex: true }))],
  },
  { title: "a text without limit", operations: [alterName(models.TextField())] },
  {
    title: "NOT NULL with a default",
    operations: [alterLegs(models.IntegerField({ default: 3 }))],
    horses: (row) => ({ ...row, legs: row.legs ?? 3 }),
  },
  {
    title: "NOT NULL with a default of the database",
    operations: [alterLegs(models.IntegerField({ dbDefault: 2 }))],
    horses: (row) => ({ ...row, legs: row.legs ?? 2 }),
  },
  {
    title: "a number as text",
    operations: [alterLegs(models.CharField({ maxLength: 10, null: true }))],
    horses: (row) => ({ ...row, legs: row.legs === null ? null : String(row.legs) }),
  },
  {
    title: "a number that is never negative",
    operations: [alterLegs(models.PositiveIntegerField({ null: true }))],
  },
  {
    title: "a renamed field",
    operations: [migrations.RenameField({ modelName: "horse", oldName: "name", newName: "title" })],
    horses: ({ name, ...row }) => ({ ...row, title: name }),
  },
  {
    title: "a renamed foreign key",
    operations: [
      migrations.RenameField({ modelName: "rider", oldName: "horse", newName: "mount" }),
    ],
    rider: ({ id, horse_id }) => ({ id, mount_id: horse_id }),
  },
  {
    title: "a renamed model",
    operations: [migrations.RenameModel({ oldName: "Horse", newName: "Pony" })],
    tables: { horse: "lib_pony" },
    friend: { id: 1, rider_id: 1, pony_id: 2 },
  },
  {
    title: "the renamed model of a many-to-many field",
    operations: [migrations.RenameModel({ oldName: "Rider", newName: "Jockey" })],
    tables: { rider: "lib_jockey", friends: "lib_jockey_friends" },
    friend: { id: 1, jockey_id: 1, horse_id: 2 },
  },
  {
    title: "another table",
    operations: [migrations.AlterModelTable({ name: "rider", table: "jockeys" })],
    tables: { rider: "jockeys", friends: "jockeys_friends" },
  },
  {
    title: "a unique column",
    operations: [alterName(models.CharField({ maxLength: 20, unique: true }))],
  },
  {
    title: "one-to-one in place of a foreign key",
    operations: [alterHorse(models.OneToOneField("lib.Horse", { onDelete: CASCADE }))],
  },
  {
    title: "a foreign key that the database does not check",
    operations: [
      alterHorse(models.ForeignKey("lib.Horse", { onDelete: CASCADE, dbConstraint: false })),
    ],
  },
  {
    title: "a larger key that others point at",
    operations: [
      migrations.AlterField({
        modelName: "horse",
        name: "id",
        field: models.BigAutoField({ primaryKey: true }),
      }),
    ],
  },
  {
    title: "a key of text that others point at",
    operations: [
      migrations.AlterField({
        modelName: "horse",
        name: "id",
        field: models.CharField({ primaryKey: true, maxLength: 12 }),
      }),
    ],
    horses: (row) => ({ ...row, id: String(row.id) }),
    rider: ({ id, horse_id }) => ({ id, horse_id: String(horse_id) }),
    friend: { id: 1, rider_id: 1, horse_id: "2" },
  },
  {
    title: "an index, renamed",
    operations: [
      migrations.AddIndex({
        modelName: "horse",
        index: new models.Index({ name: "by_legs", fields: ["legs", "-name"] }),
      }),
      migrations.RenameIndex({ modelName: "horse", oldName: "by_legs", newName: "legs_first" }),
    ],
  },
  {
    title: "constraints",
    operations: [
      migrations.AddConstraint({
        modelName: "horse",
        constraint: new models.CheckConstraint({ name: "walks", condition: Q({ legs__gt: 1 }) }),
      }),
      migrations.AddConstraint({
        modelName: "horse",
        constraint: new models.UniqueConstraint({ name: "one_name", fields: ["name", "legs"] }),
      }),
    ],
  },
  {
    title: "fields that are unique together, one of them a foreign key",
    operations: [
      migrations.AlterUniqueTogether({ name: "rider", uniqueTogether: [["horse", "id"]] }),
    ],
  },
  {
    title: "an order with respect to another model",
    operations: [
      migrations.AlterOrderWithRespectTo({ name: "rider", orderWithRespectTo: "horse" }),
    ],
    rider: (row) => ({ ...row, _order: 0 }),
  },
  {
    title: "a many-to-many field",
    operations: [addition(models.ManyToManyField("lib.Horse", { relatedName: "+" }))],
  },
  {
    title: "a child with its own table",
    operations: [
      migrations.CreateModel({
        name: "Foal",
        fields: { teeth: models.IntegerField() },
        bases: ["lib.Horse"],
      }),
    ],
  },
];

/** The second of three operations fails, after a statement of it. */
const BROKEN: readonly Operation[] = [
  addition(models.IntegerField({ default: 1 })),
  migrations.RunSQL(["ALTER TABLE lib_horse ADD COLUMN x integer", "SELECT broken"]),
  migrations.DeleteModel({ name: "Rider" }),
];

for (const server of servers) {
  describe.skipIf(!server.isThere)(`changes of tables on ${server.label}`, () => {
    let database: AsyncDisposable;
    beforeAll(async () => {
      database = await testDatabase(server);
    });
    afterAll(async () => {
      await database[Symbol.asyncDispose]();
    });

    it.each(CHANGES)(
      "$title: rows stay, backwards too [MIG-09] [MIG-31] [MIG-32] [DB-11]",
      async ({ operations, tables = {}, horses = (row) => row, rider = (row) => row, friend }) => {
        const workshop = await stable();
        const before = await schemaPicture(workshop.database);
        const { horse = "lib_horse", rider: riders = "lib_rider" } = tables;
        const { friends = "lib_rider_friends" } = tables;

        await workshop.apply(...operations);

        expect(await workshop.rows(horse)).toEqual(HORSES.map(horses));
        const owners = [
          { id: 1, horse_id: 1 },
          { id: 2, horse_id: 5 },
        ];
        expect(await workshop.rows(riders)).toEqual(owners.map(rider));
        expect(await workshop.rows(friends)).toEqual([
          friend ?? { id: 1, rider_id: 1, horse_id: 2 },
        ]);

        await workshop.undo();

        expect(await schemaPicture(workshop.database)).toEqual(before);
        const back = await workshop.rows("lib_horse");
        expect(back.map(({ id, name }) => ({ id, name }))).toEqual(
          HORSES.map(({ id, name }) => ({ id, name })),
        );
        expect(await workshop.rows("lib_rider")).toEqual(owners);
      },
    );

    it("rows with the same value are named when a column becomes unique", async () => {
      const workshop = await stable();

      const error = await workshop
        .apply(alterLegs(models.IntegerField({ null: true, unique: true })))
        .catch((caught: unknown) => caught);

      const cause = server.vendor === "mysql" ? (error as Error).cause : error;
      expect(cause).toBeInstanceOf(IntegrityError);
      expect((cause as Error).message).toContain(
        'The column "legs" of table "lib_horse" cannot be made unique: several rows have the same value: 4 (2 rows).',
      );
      expect(await workshop.rows("lib_horse")).toEqual(HORSES);
    });

    it("rows with the same values are named when fields become unique together", async () => {
      const workshop = await stable();
      await workshop.insert("lib_horse", { id: 7, name: "Aramis", legs: 4 });

      for (const operation of [
        migrations.AlterUniqueTogether({ name: "horse", uniqueTogether: [["name", "legs"]] }),
        migrations.AddConstraint({
          modelName: "horse",
          constraint: new models.UniqueConstraint({ name: "same", fields: ["name", "legs"] }),
        }),
      ])
        await expect(workshop.apply(operation)).rejects.toThrow('"Aramis", 4 (2 rows)');
    });

    it("rows without a value are named when a column takes no NULL any more", async () => {
      const workshop = await stable();

      const error = await workshop
        .apply(alterLegs(models.IntegerField()))
        .catch((caught: unknown) => caught);

      const cause = server.vendor === "mysql" ? (error as Error).cause : error;
      expect(cause).toBeInstanceOf(IntegrityError);
      expect((cause as Error).message).toContain("it is NULL in rows with id 2.");
    });

    it("a column that needs a value is not added to rows that would have none", async () => {
      const workshop = await stable();

      await expect(workshop.apply(addition(models.IntegerField()))).rejects.toThrow(
        'The column "more" cannot be added to table "lib_horse" as NOT NULL',
      );
    });

    it("a computed column is not altered, nor a many-to-many field made of a column", async () => {
      const workshop = await stable();
      const computed = (expression: string): AnyFieldType =>
        models.GeneratedField({
          expression,
          outputField: models.IntegerField(),
          dbPersist: true,
        });
      await workshop.apply(addition(computed("legs")));

      await expect(
        workshop.apply(
          migrations.AlterField({ modelName: "horse", name: "more", field: computed("id") }),
        ),
      ).rejects.toThrow("Modifying GeneratedFields is not supported");
      await expect(
        workshop.apply(alterLegs(models.ManyToManyField("lib.Rider", { relatedName: "+" }))),
      ).rejects.toThrow("they are not compatible types");
    });

    it("numbers of new rows go on behind the last one", async () => {
      const workshop = await stable();
      await workshop.database.execute("DELETE FROM lib_rider_friends", []);
      await workshop.database.execute("DELETE FROM lib_rider", []);
      await workshop.insert("lib_rider", { horse_id: 1 });
      const [{ id: last } = {}] = await workshop.rows("lib_rider");
      await workshop.database.execute("DELETE FROM lib_rider", []);

      await workshop.apply(
        alterHorse(models.ForeignKey("lib.Horse", { onDelete: CASCADE, null: true })),
      );
      await workshop.insert("lib_rider", { horse_id: 1 });

      const [{ id } = {}] = await workshop.rows("lib_rider");
      expect(Number(id)).toBe(Number(last) + 1);
    });

    it.skipIf(server.vendor === "mysql")(
      "a migration that fails half-way leaves nothing [MIG-25]",
      async () => {
        const workshop = await stable();
        const before = await schemaPicture(workshop.database);

        await expect(workshop.apply(...BROKEN)).rejects.toThrow(DatabaseError);

        expect(await schemaPicture(workshop.database)).toEqual(before);
        expect(await workshop.rows("lib_horse")).toEqual(HORSES);
      },
    );

    it.skipIf(server.vendor !== "mysql")(
      "a migration that fails half-way says what it left, and how to go on [MIG-25]",
      async () => {
        const workshop = await stable();

        await expect(workshop.apply(...BROKEN)).rejects.toThrow(
          [
            "  Applied and kept:",
            "    - Add field more to horse",
            "  Failed:",
            "    - Raw SQL operation",
            "  Of it was run and kept:",
            "    - ALTER TABLE lib_horse ADD COLUMN x integer",
            "  Not begun:",
            "    - Delete model Rider",
            "  To go on: mend the cause, then either undo by hand what was applied and run migrate again, or do by hand what is left and run migrate --fake lib 0002_step.",
          ].join("\n"),
        );

        const { lib_horse: lines = [] } = await schemaPicture(workshop.database);
        expect(lines.filter((line) => /^`(?:more|x)`/.test(line))).toHaveLength(2);
      },
    );

    it("SQL is collected and not run", async () => {
      const workshop = await stable();
      const before = await schemaPicture(workshop.database);

      const statements = await workshop.sqlOf(
        alterLegs(models.IntegerField({ default: 3 })),
        migrations.RenameModel({ oldName: "Horse", newName: "Pony" }),
        migrations.DeleteModel({ name: "Rider" }),
      );

      expect(statements.length).toBeGreaterThan(4);
      expect(statements.every((statement) => statement.endsWith(";"))).toBe(true);
      expect(await schemaPicture(workshop.database)).toEqual(before);
    });
  });
}
