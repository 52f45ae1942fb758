import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  Count,
  DatabaseError,
  F,
  FieldDoesNotExist,
  FieldError,
  InvalidUse,
  InvalidValue,
  Q,
  connections,
  models,
} from "./index.ts";
import { memoryDatabase, statementsOf } from "./testing/database.ts";
import { Author, Book, libraryModels } from "./testing/library.ts";

class Note extends models.Model<Note>()(
  {
    data: models.JSONField({ default: () => ({}) }),
    text: models.CharField({ maxLength: 100, default: "" }),
    size: models.BigIntegerField({ null: true, bigint: true }),
  },
  { appLabel: "library" },
) {}

/** What a request could bring: keys and values that no type checker has seen. */
// oxlint-disable-next-line typescript/no-explicit-any
function untrusted(value: unknown): any {
  return value;
}

const ODD_KEYS = [
  `x' = 'a') OR 1=1 OR ('d`,
  `k" FROM t --`,
  "a.b",
  "$",
  "$.a",
  "[*]",
  "[0]",
  "back\\slash",
  'quo"te',
  "it's",
  "`tick`",
  "%s",
  "?",
  "\u2028",
  "constructor",
  "toString",
];

const BAD_ALIASES = [
  `x" FROM t; --`,
  "a'b",
  "a`b",
  "a[b",
  "a]b",
  "a;b",
  "a#b",
  "a b",
  "a--b",
  "a/*b",
  "a*/b",
  "a\u2028b",
  "a\u2029b",
  ...Array.from({ length: 0x20 }, (_, code) => `a${String.fromCodePoint(code)}`),
  ...Array.from({ length: 0x21 }, (_, code) => `a${String.fromCodePoint(0x7f + code)}`),
];

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels, Note);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

describe("names from outside", () => {
  it("takes every JSON key as data, in lookups, values and orderings [ADV-001] [ADV-162]", async () => {
    for (const key of [...ODD_KEYS, "", "__proto__"]) {
      const data = JSON.parse(`{${JSON.stringify(key)}: "mine"}`) as object;
      await Note.objects.create({ data: untrusted(data), text: key });
    }
    await Note.objects.create({ data: untrusted({ other: 1 }), text: "other" });

    for (const key of ODD_KEYS) {
      const found = await Note.objects
        .filter(untrusted({ [`data__${key}`]: "mine" }))
        .valuesList("text", { flat: true });
      expect([key, found]).toEqual([key, [key]]);
      const having = await Note.objects.filter(untrusted({ data__hasKey: key }));
      expect([key, having.map((note) => note.text)]).toEqual([key, [key]]);
      const ordered = await Note.objects.orderBy(untrusted(`-data__${key}`)).first();
      expect(ordered?.data).not.toBeUndefined();
    }
  });

  it("refuses to look for a JSON key with U+0000, which SQLite would take for another [ADV-162]", async () => {
    await Note.objects.create({ data: untrusted({ a: 1 }) });

    for (const condition of [{ data__hasKey: "a\0" }, { "data__a\0b": 1 }])
      await expect(
        (async () => Note.objects.filter(untrusted(condition)).count())(),
      ).rejects.toThrow(InvalidValue);
  });

  it("keeps odd JSON keys through a round trip [ADV-162]", async () => {
    for (const key of [...ODD_KEYS, "", "__proto__", "nul\0", "7"]) {
      const data = JSON.parse(`{${JSON.stringify(key)}: 1}`) as object;
      const note = await Note.objects.create({ data: untrusted(data) });
      const again = await Note.objects.get({ pk: note.pk });
      expect(JSON.stringify(again.data)).toBe(JSON.stringify(data));
    }
    expect(({} as Record<string, unknown>)["mine"]).toBeUndefined();
  });

  it("orders by known names only [SEC-02] [ADV-003] [ADV-111]", async () => {
    for (const name of [
      "library_book.title); DROP TABLE library_book",
      "library_book.title",
      "-library_book.title",
      "toString",
      "constructor",
      "__proto__",
      "title desc",
      "1",
      "",
    ])
      expect(() => Book.objects.orderBy(untrusted(name)), name).toThrow(FieldError);
    expect(await Book.objects.count()).toBe(0);
  });

  it("refuses aliases that are no plain names, before anything is sent [SEC-36] [ADV-004] [ADV-010] [ADV-011] [ADV-013] [ADV-014]", async () => {
    const books = Book.objects.all();
    const sent = await statementsOf(async () => {
      for (const alias of BAD_ALIASES) {
        const given = untrusted({ [alias]: F("title") });
        expect(() => books.annotate(given), alias).toThrow(InvalidValue);
        expect(() => books.alias(given), alias).toThrow(InvalidValue);
        await expect(
          (async () => books.aggregate(untrusted({ [alias]: Count("pk") })))(),
          alias,
        ).rejects.toThrow(InvalidValue);
        expect(() => books.values(given), alias).toThrow(Error);
        const relation = untrusted({ [alias]: models.FilteredRelation("author") });
        expect(() => books.annotate(relation), alias).toThrow(InvalidValue);
      }
    });
    expect(sent).toEqual([]);
    const period = untrusted({ "a.b": models.FilteredRelation("author") });
    expect(() => books.annotate(period)).toThrow(InvalidValue);
  });

  it("reads an odd JSON key under a name of one's own, and refuses it as a name [ADV-007]", async () => {
    const key = 'k" FROM t --';
    await Note.objects.create({ data: untrusted({ [key]: "mine" }) });

    const rows = await Note.objects
      .annotate(untrusted({ own: F(untrusted(`data__${key}`)) }))
      .values(untrusted("own"));
    expect(rows).toEqual([{ own: "mine" }]);
    const asked = (async () => await Note.objects.values(untrusted(`data__${key}`)))();
    expect(await asked.catch((error: unknown) => error)).toSatisfy(
      (answer) =>
        answer instanceof Error ||
        JSON.stringify(answer) === JSON.stringify([{ [`data__${key}`]: "mine" }]),
    );
  });

  it("knows no options among lookups [ADV-012]", () => {
    for (const key of ["_connector", "_negated", "connector", "negated"]) {
      expect(() => Book.objects.filter(untrusted({ [key]: "OR 1=1 OR" })), key).toThrow(Error);
      expect(() => Book.objects.filter(Q(untrusted({ [key]: "XOR" }))), key).toThrow(Error);
    }
  });

  it("finds nothing that objects inherit [ADV-111] [ADV-166]", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"]) {
      const given = JSON.parse(`{${JSON.stringify(name)}: 1}`) as unknown;
      expect(() => Book.objects.filter(untrusted(given)), name).toThrow(FieldError);
      expect(() => Book.objects.filter(untrusted({ [`title__${name}`]: 1 })), name).toThrow(
        FieldError,
      );
      expect(() => Book.objects.filter(untrusted({ [`author__${name}`]: 1 })), name).toThrow(
        FieldError,
      );
      expect(() => Book.objects.values(untrusted(name)), name).toThrow(FieldError);
      expect(() => Book.objects.only(untrusted(name)), name).toThrow(Error);
    }
  });

  it("takes declared fields only, and never loses a method [ADV-112] [ADV-110]", async () => {
    const body = (text: string): never => JSON.parse(text) as never;
    expect(() => new Author(body('{"save": 1}'))).toThrow(InvalidUse);
    expect(() => new Author(body('{"__proto__": {"admin": true}}'))).toThrow(InvalidUse);
    expect(() => new Author(body('{"constructor": 1}'))).toThrow(InvalidUse);
    expect(() => new Author(body('{"bookSet": []}'))).toThrow(InvalidUse);
    await expect(
      (async () => Author.objects.update(body('{"__proto__": {"admin": true}}')))(),
    ).rejects.toThrow(FieldDoesNotExist);
    const author = await Author.objects.create({ firstName: "Ada" });
    for (const text of ['{"__proto__": {"admin": true}}', '{"save": 1}', '{"constructor": 1}']) {
      await expect(
        (async () =>
          Author.objects.updateOrCreate({ firstName: "Ada" }, { defaults: body(text) }))(),
      ).rejects.toThrow(Error);
      await expect(
        (async () => Author.objects.getOrCreate({ firstName: "Bo" }, { defaults: body(text) }))(),
      ).rejects.toThrow(Error);
    }
    expect(Object.getPrototypeOf(author)).toBe(Author.prototype);
    expect("admin" in {}).toBe(false);
  });
});

describe("values from outside", () => {
  it("refuses arrays and objects where a scalar is compared or stored [ADV-115] [ADV-160]", async () => {
    const wrong: unknown[] = [["a", "b"], { firstName: 1 }, { toString: 1 }, () => 1, Symbol("x")];
    for (const value of wrong) {
      await expect(
        (async () => await Author.objects.filter({ firstName: untrusted(value) }))(),
      ).rejects.toThrow(Error);
      await expect(
        (async () => await Author.objects.filter({ pk: untrusted(value) }))(),
      ).rejects.toThrow(Error);
      await expect(
        (async () => await Author.objects.create({ firstName: untrusted(value) }))(),
      ).rejects.toThrow(Error);
    }
    await expect(
      (async () => await Author.objects.filter({ pk: untrusted(true) }))(),
    ).resolves.toBeDefined();
  });

  it("reads whole numbers as Django does, not as JavaScript does [ADV-116]", async () => {
    for (const text of ["0x10", "0b1", "1e3", "", "   ", "Infinity", "12abc", "NaN", "1.5"]) {
      await expect(
        (async () => await Author.objects.filter({ age: untrusted(text) }))(),
        text,
      ).rejects.toThrow(InvalidValue);
    }
    expect(await Author.objects.filter({ age: untrusted("12") })).toEqual([]);
  });

  it("keeps whole numbers above 2^53 apart [ADV-117]", async () => {
    const big = 9_007_199_254_740_993n;
    await Note.objects.create({ size: untrusted(big) });

    expect(await Note.objects.filter({ size: untrusted(big) }).count()).toBe(1);
    expect(await Note.objects.filter({ size: untrusted(big - 1n) }).count()).toBe(0);
    expect(await Note.objects.filter({ size: untrusted("9007199254740992") }).count()).toBe(0);
    const [size] = await Note.objects.valuesList("size", { flat: true });
    expect(String(size)).toBe(String(big));
  });

  it("takes wildcards literally [ADV-163]", async () => {
    for (const text of ["50% off", "50 off", "a_b", "aXb", "c\\d", "cd"])
      await Note.objects.create({ text });

    const found = (lookup: object) =>
      Note.objects.filter(untrusted(lookup)).orderBy("pk").valuesList("text", { flat: true });
    expect(await found({ text__contains: "%" })).toEqual(["50% off"]);
    expect(await found({ text__icontains: "A_B" })).toEqual(["a_b"]);
    expect(await found({ text__startswith: "c\\" })).toEqual(["c\\d"]);
    expect(await found({ text__endswith: "_b" })).toEqual(["a_b"]);
    expect(await found({ text__iexact: "A_B" })).toEqual(["a_b"]);
    expect(await found({ text__contains: F("text") })).toHaveLength(6);
  });

  it("runs one statement, never a second [SEC-02] [ADV-164]", async () => {
    const connection = connections.get("default");
    await Note.objects.create({ text: "a" });
    await expect(
      (async () => await connection.execute('SELECT 1; DELETE FROM "library_note"', []))(),
    ).rejects.toThrow(InvalidUse);
    expect(await Note.objects.count()).toBe(1);
    await expect(
      (async () => await connection.query("SELECT load_extension('x')", []))(),
    ).rejects.toThrow(DatabaseError);
  });

  it("reads columns of any name as data [ADV-167]", async () => {
    class Odd extends models.Model<Odd>()(
      {
        first: models.CharField({ maxLength: 9, dbColumn: `it's "q" \\ \`x\`` }),
        second: models.CharField({ maxLength: 9, dbColumn: "__proto__" }),
        third: models.CharField({ maxLength: 9, dbColumn: "constructor" }),
      },
      { appLabel: "library", dbTable: 'odd "table"; --' },
    ) {}
    await using _ = await memoryDatabase(...libraryModels, Note, Odd);
    await Odd.objects.create({ first: "a", second: "b", third: "c" });

    const row = await Odd.objects.get({ first: "a", second: "b" });
    expect([row.first, row.second, row.third]).toEqual(["a", "b", "c"]);
    expect(await Odd.objects.values("second", "third")).toEqual([{ second: "b", third: "c" }]);
    expect(Object.getPrototypeOf(row)).toBe(Odd.prototype);
  });
});

describe("what input can blow up", () => {
  it("keeps its caches bounded [ADV-127]", async () => {
    const before = process.memoryUsage().heapUsed;
    for (let index = 0; index < 20_000; index += 1) {
      Note.objects.filter(untrusted({ [`data__key${index}`]: index }));
      if (index < 300)
        await Note.objects.filter({ pk__in: Array.from({ length: index }, (_, key) => key) });
    }
    globalThis.gc?.();
    const grown = process.memoryUsage().heapUsed - before;
    expect(grown / 1e6).toBeLessThan(120);
  });

  it("tells queries apart that differ in what stands in the text [ADV-128]", async () => {
    for (const text of ["a", "b", "c", "d"])
      await Note.objects.create({ text, data: untrusted({ x: text, y: 1 }) });
    const texts = Note.objects.orderBy("pk").valuesList("text", { flat: true });

    for (let round = 0; round < 2; round += 1) {
      expect(await texts.slice(0, 1)).toEqual(["a"]);
      expect(await texts.slice(0, 2)).toEqual(["a", "b"]);
      expect(await texts.slice(1, 3)).toEqual(["b", "c"]);
      expect(await texts.filter(untrusted({ data__x: "a" }))).toEqual(["a"]);
      expect(await texts.filter(untrusted({ data__y: 1 }))).toHaveLength(4);
      expect(await texts.filter({ text__in: ["a", "b"] })).toEqual(["a", "b"]);
      expect(await texts.filter({ text__in: ["c", "b", "a"] })).toEqual(["a", "b", "c"]);
      expect(await texts.filter({ text__in: [] })).toEqual([]);
      expect(await texts.filter({ size: null })).toHaveLength(4);
      expect(await texts.filter({ size: 1n })).toEqual([]);
      expect(await texts.filter({ size__isnull: true })).toHaveLength(4);
      expect(await texts.filter({ size__isnull: false })).toEqual([]);
      expect(await texts.filter({ text: "a" })).toEqual(["a"]);
      expect(await texts.filter({ text: F("text") })).toHaveLength(4);
    }
  });

  it("gives a clean answer to deep nesting [ADV-129]", async () => {
    let condition = Q({ text: "a" });
    for (let depth = 0; depth < 20_000; depth += 1) condition = condition.not();
    const answer = await (async () => Note.objects.filter(condition))().catch(
      (error: unknown) => error,
    );
    expect(Array.isArray(answer) || answer instanceof Error).toBe(true);
    let data: unknown = 1;
    for (let depth = 0; depth < 50_000; depth += 1) data = [data];
    await expect(
      (async () => await Note.objects.create({ data: untrusted(data) }))(),
    ).rejects.toThrow(Error);
  });
});
