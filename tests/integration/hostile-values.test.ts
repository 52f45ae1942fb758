import {
  atomic,
  connections,
  createTables,
  F,
  InvalidValue,
  models,
  Q,
  registerModels,
  Upper,
} from "nuages/db";
import { ValidationError } from "nuages/validation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { Account } from "./lib/models.ts";
import { servers, testDatabase, type TestDatabase } from "./lib/servers.ts";

class Note extends models.Model<Note>()(
  { data: models.JSONField(), text: models.CharField({ maxLength: 60 }), n: models.IntegerField() },
  { appLabel: "hostile" },
) {}

const QUOTES = "it's \\ \"a\" `b` %s %% ; -- /* ${x} \\' \n end";

class Quoted extends models.Model<Quoted>()(
  {
    given: models.CharField({ maxLength: 80, dbDefault: QUOTES, dbComment: QUOTES }),
    chosen: models.CharField({ maxLength: 80, choices: [[QUOTES, QUOTES]], default: QUOTES }),
    plain: models.CharField({ maxLength: 80, default: "x" }),
  },
  {
    appLabel: "hostile",
    dbTable: 'hostile "quoted" table',
    dbTableComment: QUOTES,
    constraints: [
      new models.CheckConstraint({ name: "not_quotes", condition: Q({ plain: QUOTES }).not() }),
    ],
  },
) {}

/** Keys that a path of JSON, a text of SQL or a driver could read as something else. */
const KEYS: readonly string[] = [
  "it's",
  'say "x"',
  "a.b",
  "$",
  "$.a",
  "[0]",
  "[*]",
  "back\\slash",
  "\\'",
  "a' = 'b') OR 1=1 OR ('c",
  "%s",
  "a%",
  "\u2028",
  "ключ",
  "\u{1F389}",
  "constructor",
];

/** What comes from outside has any type. */
function untrusted(value: unknown): never {
  return value as never;
}

for (const server of servers) {
  const { vendor, label, isThere } = server;
  describe.skipIf(!isThere)(`hostile values on ${label}`, () => {
    let database: TestDatabase;

    beforeAll(async () => {
      database = await testDatabase(server);
      registerModels(Note, Quoted);
      await createTables({ models: [Note, Quoted] });
    });

    afterAll(() => database[Symbol.asyncDispose]());

    it("finds each odd JSON key in exactly its row, and changes it there [ADV-001] [ADV-008] [ADV-162]", async () => {
      for (const [n, key] of KEYS.entries())
        await Note.objects.create({ data: { [key]: `mine ${n}` }, text: key, n });

      for (const [n, key] of KEYS.entries()) {
        const texts = (rows: readonly { readonly text: string }[]): string[] =>
          rows.map(({ text }) => text);
        const path = `data__${key}`;
        const equal = await Note.objects.filter(untrusted({ [path]: `mine ${n}` }));
        const having = await Note.objects.filter(untrusted({ data__hasKey: key }));
        const all = await Note.objects.filter(untrusted({ data__hasKeys: [key] }));
        const any = await Note.objects.filter(untrusted({ data__hasAnyKeys: [key, "nobody"] }));
        const values = await Note.objects
          .filter({ n })
          .annotate(untrusted({ v: F(untrusted(path)) }))
          .valuesList(untrusted("v"), { flat: true });
        const ordered = await Note.objects.filter({ n }).orderBy(untrusted(path));
        const changed = await Note.objects
          .filter(untrusted({ [`${path}__startswith`]: "mine" }))
          .update({ n: 1000 + n });

        expect([key, texts(equal), texts(having), texts(all), texts(any), values]).toEqual([
          key,
          [key],
          [key],
          [key],
          [key],
          [`mine ${n}`],
        ]);
        expect([texts(ordered), changed]).toEqual([[key], 1]);
        expect((await Note.objects.get({ n: 1000 + n })).data).toEqual({ [key]: `mine ${n}` });
      }
    });

    it("compares texts with texts and numbers with numbers [ADV-161]", async () => {
      await Note.objects.all().delete();
      for (const text of ["word", "0", "", "0e1", "1abc"])
        await Note.objects.create({ data: {}, text, n: 0 });

      const found = (value: unknown): Promise<string[]> =>
        Promise.resolve(
          Note.objects.filter({ text: untrusted(value) }).valuesList("text", { flat: true }),
        );

      expect(await found(0)).toEqual(["0"]);
      expect(await found(false)).toEqual([]);
      expect(await found(1)).toEqual([]);
      expect(await Note.objects.filter({ n: untrusted("0") }).count()).toBe(5);
      expect(() => Note.objects.filter({ n: untrusted("0 OR 1=1") })).toThrow(InvalidValue);
      expect(() => Note.objects.filter({ n: untrusted("0x0") })).toThrow(InvalidValue);
      expect(() => Note.objects.filter({ text: untrusted({ text: 1 }) })).toThrow(InvalidValue);
    });

    it("writes texts into tables that come back as they are [ADV-165]", async () => {
      await connections
        .get("default")
        .execute(
          `INSERT INTO ${vendor === "mysql" ? '`hostile "quoted" table`' : '"hostile ""quoted"" table"'} (chosen, plain) VALUES ('x', 'y')`,
          [],
        );
      const quoted = await Quoted.objects.get();

      expect(quoted.given).toBe(QUOTES);
      const made = await Quoted.objects.create({});
      expect([made.given, made.chosen, made.getChosenDisplay()]).toEqual([QUOTES, QUOTES, QUOTES]);
      await made.fullClean();
      await expect(Quoted.objects.create({ plain: QUOTES })).rejects.toThrow(
        /not_quotes|constraint/i,
      );
      await expect(new Quoted({ plain: QUOTES }).fullClean()).rejects.toThrow(ValidationError);
    });

    it("refuses dollar signs in names on PostgreSQL, and takes them elsewhere [ADV-009]", async () => {
      await Account.objects.create({ name: "a" });
      const entries = models.FilteredRelation("entry", { condition: Q({ entry__amount: 1 }) });
      const asked: readonly PromiseLike<unknown>[] = [
        Account.objects
          .annotate({ cost$: entries })
          .filter(untrusted({ cost$__text: null }))
          .valuesList("name", { flat: true }),
        Account.objects.annotate({ x$1: Upper("name") }).valuesList("x$1", { flat: true }),
      ];

      const answers = await Promise.all(
        asked.map((rows) => Promise.resolve(rows).catch((error: Error) => error.message)),
      );

      const refused =
        "dollar signs are not permitted in aliases on PostgreSQL.\n  Choose another name.";
      expect(answers).toEqual(
        vendor === "postgresql" ? [`"cost$": ${refused}`, `"x$1": ${refused}`] : [["a"], ["A"]],
      );
    });

    it("takes U+0000 as data, or refuses it before anything is sent [ADV-120]", async () => {
      const asked: readonly (() => PromiseLike<unknown>)[] = [
        () => Note.objects.create({ data: {}, text: "a\0b", n: 1 }),
        () => Note.objects.filter({ text: "a\0b" }).count(),
        () => Note.objects.filter({ text__contains: "\0" }).count(),
        () => Note.objects.create({ data: { a: "x\0y" }, text: "", n: 1 }),
      ];

      const answers = await atomic(async () => {
        const found: unknown[] = [];
        for (const ask of asked)
          found.push(
            await Promise.resolve(ask()).then(
              () => "data",
              (error: unknown) => error,
            ),
          );
        expect(await Note.objects.filter({ text: "\\u0000" }).count()).toBe(0);
        await Note.objects.create({ data: { a: "\\u0000" }, text: "\\u0000", n: 2 });
        return found;
      });

      const refused = expect.any(InvalidValue) as unknown;
      const wanted = vendor === "postgresql" ? refused : "data";
      expect(answers).toEqual([wanted, wanted, wanted, wanted]);
    });

    it("keeps comments as they are written [ADV-165]", async () => {
      const comments = {
        sqlite: undefined,
        postgresql: `SELECT col_description('"hostile ""quoted"" table"'::regclass, 2), obj_description('"hostile ""quoted"" table"'::regclass)`,
        mysql: `SELECT column_comment, table_comment FROM information_schema.columns JOIN information_schema.tables USING (table_schema, table_name) WHERE table_schema = DATABASE() AND column_name = 'given'`,
      }[vendor];
      const rows =
        comments === undefined
          ? [[QUOTES, QUOTES]]
          : await connections.get("default").query(comments, []);

      expect(rows).toEqual([[QUOTES, QUOTES]]);
    });
  });
}
