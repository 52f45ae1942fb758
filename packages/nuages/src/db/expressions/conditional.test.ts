import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  Case,
  ExpressionWrapper,
  F,
  FieldError,
  Func,
  InvalidUse,
  Q,
  Value,
  When,
  models,
} from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  const ann = await Author.objects.create({ firstName: "Ann", age: 30 });
  const bob = await Author.objects.create({ firstName: "Bob" });
  await Book.objects.create({ title: "Short", pages: 50, author: ann });
  await Book.objects.create({ title: "Long", pages: 500, author: ann });
  await Book.objects.create({ title: "Middle", pages: 150, author: bob });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

const byPages = Book.objects.orderBy("pages");

describe("Case() and When()", () => {
  it("give the result of the first branch that holds [QS-39]", async () => {
    const size = Case(
      When({ pages__gte: 100 }, "big"),
      When(Q({ pages__gte: 400 }).or(Q({ author__firstName: "Ann" })), F("author__firstName")),
      { default: Value("small") },
    );

    expect(await byPages.annotate({ size }).valuesList("size", { flat: true })).toEqual([
      "Ann",
      "big",
      "big",
    ]);
  });

  it("give null without a default, and leave out branches that can never hold [QS-39]", async () => {
    const rows = byPages.annotate({
      one: Case(When({ pages: 50 }, 1)),
      never: Case(When({ pk__in: [] }, "a"), { default: Value("b") }),
      always: Case(When(Q({ pk__in: [] }).not(), "a"), When({ pages: 50 }, "c"), {
        default: Value("b"),
      }),
    });

    expect(await rows.valuesList("one", "never", "always")).toEqual([
      [1, "b", "a"],
      [null, "b", "a"],
      [null, "b", "a"],
    ]);
  });

  it("change rows and order them [QS-39]", async () => {
    await Book.objects.update({
      pages: Case(When({ title: "Long" }, 5), { default: F("pages").plus(1) }),
    });

    const order = Case(When({ title: "Middle" }, 0), { default: Value(1) });
    expect(await Book.objects.orderBy(order, "pages").valuesList("title", "pages")).toEqual([
      ["Middle", 151],
      ["Long", 5],
      ["Short", 51],
    ]);
  });

  it("refuse an empty condition [QS-39]", () => {
    expect(() => When(Q(), 1)).toThrow(InvalidUse);
  });
});

describe("Value(), Func() and ExpressionWrapper()", () => {
  it("make values and calls of functions [QS-39]", async () => {
    const rows = byPages.annotate({
      word: Value("it's"),
      loud: new Func(["title"], { function: "UPPER", outputField: models.CharField() as never }),
      both: new Func(["title", Value("!")], {
        template: "(%(expressions)s)",
        argJoiner: " || ",
        outputField: models.CharField() as never,
      }),
    });

    expect((await rows.valuesList("word", "loud", "both"))[0]).toEqual(["it's", "SHORT", "Short!"]);
  });

  it("say the type of what is mixed [QS-39] [QS-41]", async () => {
    const mixed = F("pages").plus(Value("1"));
    expect(() => Book.objects.annotate({ mixed }).filter({ mixed: 3 })).toThrow(FieldError);

    const said = ExpressionWrapper(F("pages").times(1.5), { outputField: models.FloatField() });
    expect(await byPages.annotate({ said }).valuesList("said", { flat: true })).toEqual([
      75, 225, 750,
    ]);
  });
});
