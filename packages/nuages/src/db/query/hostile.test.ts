import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { F, FieldError, InvalidUse, InvalidValue, Prefetch, Q } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, Tag, libraryModels } from "../testing/library.ts";

/** What a request could bring: no type checker has seen it. */
const untyped = (value: unknown) => value as never;

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

/** The error of `work`, which must not send anything. */
async function refusal(work: () => unknown): Promise<unknown> {
  let error: unknown;
  const sent = await statementsOf(async () => {
    error = await (async () => work())().then(
      () => undefined,
      (caught: unknown) => caught,
    );
  });
  expect(sent).toEqual([]);
  return error;
}

const NAMES = ["__proto__", "constructor", "prototype", "toString", "hasOwnProperty", "valueOf"];

describe("explain()", () => {
  it("tells how the database finds the rows [QS-27]", async () => {
    expect(await Book.objects.filter({ pk: 1 }).explain()).toMatch(/SEARCH library_book/);
  });

  it("refuses options and formats that the database does not know [ADV-005]", async () => {
    const names = ["x; DROP TABLE library_book", "a b", "a--b", "a'b", 'a"b', "a(b)", "analyze"];
    const wrong = [
      ...[...names, ...NAMES].map((name) => Object.fromEntries([[name, true]])),
      { format: "json'; --" },
      { format: "JSON" },
      { format: ["JSON"] },
    ];

    for (const options of wrong)
      expect(await refusal(() => Book.objects.all().explain(options))).toBeInstanceOf(InvalidValue);
  });
});

describe("names that objects inherit", () => {
  it.each(NAMES)("%s is no field in any method [ADV-109] [ADV-111]", async (name) => {
    const conditions = Object.fromEntries([[name, 1]]);
    const methods: (() => unknown)[] = [
      () => Book.objects.filter(untyped(conditions)),
      () => Book.objects.exclude(untyped(conditions)),
      () => Book.objects.filter(untyped(Object.fromEntries([[`author__${name}`, 1]]))),
      () => Book.objects.filter(untyped(Object.fromEntries([[`title__${name}`, 1]]))),
      () => Book.objects.filter(Q(conditions)),
      () => Book.objects.orderBy(untyped(name)),
      () => Book.objects.orderBy(untyped(`-author__${name}`)),
      () => Book.objects.values(untyped(name)),
      () => Book.objects.valuesList(untyped(name)),
      () => Book.objects.only(untyped(name)),
      () => Book.objects.defer(untyped(name)),
      () => Book.objects.selectRelated(untyped(name)),
      () => Book.objects.latest(untyped(name)),
      () => Book.objects.dates(untyped(name), "year"),
      () => Book.objects.update(untyped(conditions)),
      () => Book.objects.filter({ pages: F(name) as never }),
      () => Book.objects.inBulk(untyped([1]), { fieldName: untyped(name) }),
      () => Book.objects.create(untyped(conditions)),
    ];

    for (const [index, method] of methods.entries()) {
      const error = await refusal(method);
      expect({ index, refused: error instanceof Error && "code" in error }).toEqual({
        index,
        refused: true,
      });
    }
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  it("are no attributes of a new object, and change no prototype [ADV-110] [ADV-112]", () => {
    const values = JSON.parse('{"name": "x", "__proto__": {"isAdmin": true}}') as object;

    expect(() => new Tag(untyped(values))).toThrow(InvalidUse);
    expect(() => new Tag(untyped({ name: "x", save: 1 }))).toThrow(InvalidUse);
    expect(() => new Tag(untyped({ name: "x", constructor: 1 }))).toThrow(InvalidUse);
    expect("isAdmin" in {}).toBe(false);
  });

  it("are no relations to prefetch, and no attributes to put them into [ADV-111]", async () => {
    await Tag.objects.create({ name: "x" });

    for (const name of NAMES) {
      await expect(Tag.objects.prefetchRelated(untyped(name))).rejects.toThrow(/prefetch|relation/);
      await expect(
        (async () => Tag.objects.prefetchRelated(new Prefetch("bookSet", { toAttr: name })))(),
      ).rejects.toThrow(InvalidValue);
    }
  });
});

describe("options among conditions", () => {
  it.each(["_connector", "_negated"])(
    "%s is refused, whatever it says [ADV-012] [SEC-36]",
    async (key) => {
      for (const value of ["OR 1=1 OR", "OR", true]) {
        const conditions = { pages: 1, [key]: value };
        for (const step of [
          () => Book.objects.filter(untyped(conditions)),
          () => Book.objects.exclude(untyped(conditions)),
          () => Book.objects.get(untyped(conditions)),
          () => Book.objects.filter(Q(conditions)),
        ]) {
          const error = await refusal(step);
          expect(error instanceof FieldError || error instanceof InvalidUse).toBe(true);
        }
      }
    },
  );
});

describe("odd texts", () => {
  it.each(["\u0000", "a\u0000b", "\ud800", "\udfff x", "\u2028", "'; --", "%s", "?", "\\"])(
    "%j is stored and found as it is, or refused [ADV-120]",
    async (text) => {
      const outcome = await Tag.objects
        .create({ name: text })
        .then(() => Tag.objects.filter({ name: text }).valuesList("name", { flat: true }))
        .catch((error: unknown) => error);

      const refused = outcome instanceof InvalidValue;
      expect(refused || outcome).toEqual(refused || [text]);
    },
  );

  it("are refused with a reason when they are no text [ADV-120]", async () => {
    const half = "x\ud83d";

    expect(await refusal(() => Tag.objects.create({ name: half }))).toBeInstanceOf(InvalidValue);
    expect(await refusal(() => Tag.objects.filter({ name: half }).count())).toBeInstanceOf(
      InvalidValue,
    );
    expect(String(await refusal(() => Tag.objects.update({ name: half })))).toMatch(
      /library\.Tag\.name expected a text, but half of a character is in it/,
    );
  });

  it("in a comparison never match another text [ADV-120]", async () => {
    await Tag.objects.create({ name: "a" });

    for (const text of ["a\u0000", "a\u0000b", "a\ufffd"])
      expect(await Tag.objects.filter({ name: text }).count()).toBe(0);
    expect(await Author.objects.filter({ firstName__contains: "\u0000" }).count()).toBe(0);
  });
});
