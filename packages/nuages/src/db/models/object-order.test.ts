import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { models, type QuerySet } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

class Question extends models.Model<Question>()(
  { text: models.CharField({ maxLength: 50 }) },
  { appLabel: "polls" },
) {
  declare getAnswerOrder: () => QuerySet<number>;
  declare setAnswerOrder: (
    keys: Iterable<number>,
    options?: { readonly using?: string },
  ) => Promise<void>;
}

class Answer extends models.Model<Answer>()(
  {
    question: models.ForeignKey(() => Question, { onDelete: models.CASCADE, null: true }),
    text: models.CharField({ maxLength: 50 }),
  },
  { appLabel: "polls", orderWithRespectTo: "question" },
) {}

class LongAnswer extends models.Model<LongAnswer>().extends(Answer)(
  { more: models.TextField({ blank: true }) },
  { appLabel: "polls" },
) {}

let database: AsyncDisposable;
let question: Question;

beforeEach(async () => {
  database = await memoryDatabase(Question, Answer, LongAnswer);
  question = await Question.objects.create({ text: "?" });
});

afterEach(() => database[Symbol.asyncDispose]());

async function answers(...texts: readonly string[]): Promise<Answer[]> {
  const made: Answer[] = [];
  for (const text of texts) made.push(await Answer.objects.create({ question, text }));
  return made;
}

const texts = (of: Question = question): Promise<string[]> =>
  Promise.resolve(Answer.objects.filter({ question: of }).valuesList("text", { flat: true }));

describe("orderWithRespectTo", () => {
  it("has a column _order that is no field of forms, and orders by it [MOD-41]", () => {
    const field = Answer.meta.getField("_order");

    expect(field).toMatchObject({ column: "_order", editable: false, null: false });
    expect(field.getInternalType()).toBe("IntegerField");
    expect(Answer.meta.ordering).toEqual(["_order"]);
    expect(LongAnswer.meta.ordering).toEqual(["_order"]);
  });

  it("puts new rows last, for each object by itself [MOD-41]", async () => {
    const other = await Question.objects.create({ text: "other" });
    await answers("a", "b");
    await Answer.objects.create({ question: other, text: "x" });
    await Answer.objects.create({ text: "without" });
    await answers("c");

    expect(await Answer.objects.orderBy("pk").valuesList("text", "_order" as "text")).toEqual([
      ["a", 0],
      ["b", 1],
      ["x", 0],
      ["without", 0],
      ["c", 2],
    ]);
  });

  it("asks for the last place with one query for each new row, and none for a change [MOD-41]", async () => {
    const [answer] = await answers("a");
    const made = await statementsOf(() => Answer.objects.create({ question, text: "b" }));
    const changed = await statementsOf(async () => answer?.save());

    expect(made).toHaveLength(2);
    expect(changed).toHaveLength(1);
  });

  it("numbers the rows of bulkCreate() [MOD-41]", async () => {
    const other = await Question.objects.create({ text: "other" });
    await answers("a");
    await Answer.objects.bulkCreate([
      new Answer({ question, text: "b" }),
      new Answer({ question: other, text: "x" }),
      new Answer({ question, text: "c" }),
    ]);

    expect(await texts()).toEqual(["a", "b", "c"]);
    expect(await Answer.objects.filter({ text: "x" }).valuesList("_order" as "text")).toEqual([
      [0],
    ]);
  });

  it("tells and changes the order from the other side [MOD-41]", async () => {
    const [a, b, c] = (await answers("a", "b", "c")).map(({ pk }) => pk);
    expect(await question.getAnswerOrder()).toEqual([a, b, c]);

    await question.setAnswerOrder([c ?? 0, a ?? 0, b ?? 0]);

    expect(await question.getAnswerOrder()).toEqual([c, a, b]);
    expect(await texts()).toEqual(["c", "a", "b"]);
  });

  it("leaves the rows of others alone when the order is set [MOD-41]", async () => {
    const other = await Question.objects.create({ text: "other" });
    const [a] = await answers("a");
    const [x, y] = [
      await Answer.objects.create({ question: other, text: "x" }),
      await Answer.objects.create({ question: other, text: "y" }),
    ];

    await question.setAnswerOrder([a?.pk ?? 0, y.pk, x.pk]);

    expect(await texts(other)).toEqual(["x", "y"]);
  });

  it("finds the neighbours in the order that the database has [MOD-41]", async () => {
    const [a, b, c] = (await answers("a", "b", "c")) as [Answer, Answer, Answer];
    expect((await a.getNextInOrder()).text).toBe("b");
    expect((await c.getPreviousInOrder()).text).toBe("b");

    await question.setAnswerOrder([a.pk, c.pk, b.pk]);

    expect((await a.getNextInOrder()).text).toBe("c");
    await expect(b.getNextInOrder()).rejects.toThrow(Answer.DoesNotExist);
    await expect(new Answer({ question, text: "new" }).getNextInOrder()).rejects.toThrow(
      "not saved has no neighbours",
    );
  });

  it("orders rows of a child table, too [MOD-41]", async () => {
    await LongAnswer.objects.create({ question, text: "a" });
    await answers("b");
    const long = await LongAnswer.objects.create({ question, text: "c" });

    expect((await long.getPreviousInOrder()).text).toBe("a");
    expect(await texts()).toEqual(["a", "b", "c"]);
  });

  it("names the fields there are when it names none [MOD-41]", () => {
    class Lost extends models.Model<Lost>()(
      { question: models.ForeignKey(() => Question, { onDelete: models.CASCADE }) },
      { appLabel: "polls", orderWithRespectTo: "qestion" },
    ) {}

    expect(() => Lost.meta).toThrow('(in orderWithRespectTo) has no field named "qestion"');
  });
});
