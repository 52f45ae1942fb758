import { describe, expect, it } from "vitest";

import { models, type Field } from "../../db/index.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { detected, model, state } from "../testing/states.ts";
import { MigrationAutodetector } from "../autodetector/migration-autodetector.ts";
import { InvalidMigrationHints, InvalidTypedValue, UnansweredQuestion } from "./errors.ts";
import { HintedQuestioner } from "./hinted-questioner.ts";
import { InteractiveQuestioner } from "./interactive-questioner.ts";
import { defineMigrationHints, type MigrationHints } from "./migration-hints.ts";
import { NonInteractiveQuestioner } from "./non-interactive-questioner.ts";
import type { Prompt } from "./prompt.ts";
import { NO_DEFAULT } from "./questioner.ts";
import { typedValue } from "./typed-value.ts";

const field = models.CharField({ maxLength: 9 }) as unknown as Field;
const question = { appLabel: "lib", modelName: "book", name: "isbn", field };
const rename = { appLabel: "lib", modelName: "book", oldName: "name", newName: "title", field };
const models2 = { oldModel: model("Author"), newModel: model("Writer") };

/** Answers with lines, and keeps what was shown. */
class Script implements Prompt {
  readonly shown: string[] = [];
  readonly #lines: string[];

  constructor(...lines: string[]) {
    this.#lines = lines;
  }

  say(text: string): void {
    this.shown.push(text);
  }

  async ask(text: string): Promise<string> {
    this.shown.push(text);
    const line = this.#lines.shift();
    if (line === undefined) throw UnansweredQuestion.inputEnded(text);
    return line;
  }
}

const asking = (...lines: string[]) => {
  const prompt = new Script(...lines);
  return { prompt, questioner: new InteractiveQuestioner({ prompt }) };
};

describe("InteractiveQuestioner", () => {
  it.each([
    [["y"], true],
    [["YES"], true],
    [["n"], false],
    [[""], false],
    [["perhaps", "no"], false],
  ])("takes %j as an answer about a rename [MIG-18]", async (lines, answer) => {
    const { prompt, questioner } = asking(...lines);

    expect(await questioner.askRename(rename)).toBe(answer);
    expect(prompt.shown[0]).toBe("Was book.name renamed to book.title (a CharField)? [y/N] ");
  });

  it("asks about models, and about merging [MIG-18] [MIG-19]", async () => {
    const { prompt, questioner } = asking("y", "y");

    expect(await questioner.askRenameModel(models2)).toBe(true);
    expect(await questioner.askMerge("lib")).toBe(true);
    expect(prompt.shown).toEqual([
      "Was the model lib.Author renamed to Writer? [y/N] ",
      expect.stringMatching(/branches of lib.*Merge them\?/),
    ]);
  });

  it("takes a value for rows that are there as an expression [MIG-18]", async () => {
    const { prompt, questioner } = asking("7", "1", "", "no such thing", "'978' + '-3'");

    expect(await questioner.askNotNullAddition(question)).toBe("978-3");
    expect(prompt.shown.join("\n")).toMatch(/book\.isbn may not be null/);
    expect(prompt.shown.join("\n")).toMatch(/number from 1 to 2/);
    expect(prompt.shown.join("\n")).toMatch(/That is no value \(SyntaxError/);
  });

  it("is left where the developer wants to change the model first [MIG-18]", async () => {
    await expect(asking("2").questioner.askNotNullAddition(question)).rejects.toThrow(
      UnansweredQuestion,
    );
    await expect(asking("1", "exit").questioner.askNotNullAddition(question)).rejects.toThrow(
      /Nothing was written/,
    );
    await expect(asking("3").questioner.askNotNullAlteration(question)).rejects.toThrow(
      UnansweredQuestion,
    );
    await expect(asking("2").questioner.askUniqueCallableDefaultAddition(question)).rejects.toThrow(
      UnansweredQuestion,
    );
    await expect(asking("2").questioner.askAutoNowAddAddition(question)).rejects.toThrow(
      UnansweredQuestion,
    );
  });

  it("has three ways for a field that loses NULL [MIG-18]", async () => {
    expect(await asking("1", "0").questioner.askNotNullAlteration(question)).toBe(0);
    expect(await asking("2").questioner.askNotNullAlteration(question)).toBe(NO_DEFAULT);
  });

  it("offers this moment for autoNowAdd, and warns of unique callable defaults [MIG-19]", async () => {
    expect(await asking("1", "").questioner.askAutoNowAddAddition(question)).toBeInstanceOf(Date);
    await expect(
      asking("1").questioner.askUniqueCallableDefaultAddition(question),
    ).resolves.toBeUndefined();
  });

  it("does not ask without end [MIG-18]", async () => {
    const endless = new InteractiveQuestioner({ prompt: { say() {}, ask: async () => "what?" } });

    await expect(endless.askRename(rename)).rejects.toThrow(UnansweredQuestion);
    await expect(endless.askNotNullAddition(question)).rejects.toThrow(UnansweredQuestion);
  });

  it("makes first migrations for apps that were named, or have an empty folder [MIG-06]", async () => {
    const questioner = new InteractiveQuestioner({
      prompt: new Script(),
      specifiedApps: ["lib"],
      hasEmptyFolder: (label) => label === "shop",
    });

    expect(
      await Promise.all(["lib", "shop", "other"].map((label) => questioner.askInitial(label))),
    ).toEqual([true, true, false]);
  });
});

describe("typedValue()", () => {
  it("gives values, also of our own kinds [MIG-19]", () => {
    expect(typedValue("[1, { a: null }]")).toEqual([1, { a: null }]);
    expect(typedValue('new Decimal("1.50")')).toEqual(new Decimal("1.50"));
    expect(String(typedValue('Temporal.PlainDate.from("2026-01-31")'))).toBe("2026-01-31");
    expect(typedValue('Temporal.PlainDate.from("2026-01-31")')).toBeInstanceOf(Temporal.PlainDate);
    expect(typedValue("now()")).toBeInstanceOf(Date);
    expect(typedValue("-1 // a comment")).toBe(-1);
  });

  it.each([["1 +"], ["unknownName"], ["undefined"], ["throw 1"], ["let a"]])(
    "refuses %s [MIG-19]",
    (expression) => {
      expect(() => typedValue(expression)).toThrow(InvalidTypedValue);
    },
  );
});

describe("NonInteractiveQuestioner", () => {
  it("refuses to invent values, and says how to give them [MIG-20]", async () => {
    const questioner = new NonInteractiveQuestioner();

    for (const ask of [questioner.askNotNullAddition, questioner.askAutoNowAddAddition]) {
      await expect(ask.call(questioner, question)).rejects.toThrow(UnansweredQuestion);
      await expect(ask.call(questioner, question)).rejects.toThrow(
        /lib\.book\.isbn.*_hints\.ts.*values: \{ book: \{ isbn: … \} \}/s,
      );
    }
  });

  it("takes nothing as renamed and leaves rows with NULL, with a line about each [MIG-20]", async () => {
    const lines: string[] = [];
    const questioner = new NonInteractiveQuestioner({ log: (line) => lines.push(line) });

    expect(await questioner.askRename(rename)).toBe(false);
    expect(await questioner.askRenameModel(models2)).toBe(false);
    expect(await questioner.askNotNullAlteration(question)).toBe(NO_DEFAULT);
    await questioner.askUniqueCallableDefaultAddition(question);
    expect(await questioner.askMerge("lib")).toBe(false);
    expect(await questioner.askInitial("lib")).toBe(false);
    expect(lines).toEqual([
      expect.stringContaining('fields: { book: { name: "title" } }'),
      expect.stringContaining('models: { Author: "Writer" }'),
      expect.stringContaining("rows that hold NULL"),
      expect.stringContaining("is unique"),
    ]);
    expect(await new NonInteractiveQuestioner({ merges: true }).askMerge("lib")).toBe(true);
  });
});

const hinted = (hints: MigrationHints) =>
  new HintedQuestioner(
    new Map([["lib", defineMigrationHints(hints)]]),
    new NonInteractiveQuestioner({ specifiedApps: ["lib"] }),
  );
const found = async (
  before: ReturnType<typeof state>,
  after: ReturnType<typeof state>,
  hints: MigrationHints,
) => {
  const drafts = await new MigrationAutodetector(before, after, hinted(hints)).detect();
  return [...drafts.values()]
    .flat()
    .flatMap(({ operations }) => operations.map((operation) => operation.describe()));
};

describe("hints in code", () => {
  const name = (maxLength = 20) => models.CharField({ maxLength });

  it("say what was renamed, so that nothing is asked [MIG-18] [MIG-20]", async () => {
    const before = state(model("Writer", { name: name(), a: name() }));
    const after = state(model("Author", { fullName: name(), b: name() }));

    expect(
      await found(before, after, {
        models: { Writer: "Author" },
        fields: { author: { name: "fullName", a: "b" } },
      }),
    ).toEqual([
      "Rename model Writer to Author",
      "Rename field a on author to b",
      "Rename field name on author to fullName",
    ]);
  });

  it("make a rename also of what has another definition now [MIG-18]", async () => {
    const before = state(model("Writer", { name: name(20) }));
    const after = state(
      model("Author", { fullName: name(99), born: models.IntegerField({ default: 0 }) }),
    );

    expect(
      await found(before, after, {
        models: { Writer: "Author" },
        fields: { Author: { name: "fullName" } },
      }),
    ).toEqual([
      "Rename model Writer to Author",
      "Rename field name on author to fullName",
      "Add field born to author",
      "Alter field fullName on author",
    ]);
  });

  it("keep what is alike apart where they say so [MIG-18]", async () => {
    const before = state(model("Author", { a: name(), b: name() }));
    const after = state(model("Author", { c: name(), d: name() }));

    expect(await found(before, after, { fields: { Author: { b: "c", a: "d" } } })).toEqual([
      "Rename field b on author to c",
      "Rename field a on author to d",
    ]);
  });

  it("give the values of rows that are there [MIG-18] [MIG-20]", async () => {
    const before = state(model("Author", { a: models.IntegerField({ null: true }) }));
    const after = state(
      model("Author", {
        a: models.IntegerField(),
        b: name(),
        c: models.DateTimeField({ autoNowAdd: true }),
      }),
    );
    const values = { a: 0, b: "?", c: new Date(0) };

    expect(await found(before, after, { values: { Author: values } })).toEqual([
      "Add field b to author",
      "Add field c to author",
      "Alter field a on author",
    ]);
    await expect(found(before, after, { values: { Author: { a: 0 } } })).rejects.toThrow(
      UnansweredQuestion,
    );
  });

  it("do nothing once their names are gone, and ask others about the rest [MIG-18]", async () => {
    const same = state(model("Author", { fullName: name() }));

    expect(
      await found(same, same, {
        models: { Writer: "Author" },
        fields: { Author: { name: "fullName" } },
      }),
    ).toEqual([]);
    expect(await hinted({}).askInitial("lib")).toBe(true);
    expect(await hinted({}).askMerge("lib")).toBe(false);
    expect(await hinted({}).askRename(rename)).toBe(false);
    expect(await hinted({}).askUniqueCallableDefaultAddition(question)).toBeUndefined();
    expect(await hinted({ fields: { Book: { other: "title" } } }).askRename(rename)).toBe(false);
    expect(await hinted({ models: { Author: "Writer" } }).askRenameModel(models2)).toBe(true);
  });

  it.each([
    ["a list of renames", { models: ["a"], fields: 3 }, /"fields" of the hints is no object/],
    ["two models that become one", { models: { A: "C", B: "C" } }, /models renames two to "C"/],
    [
      "two fields that become one",
      { fields: { A: { x: "z", y: "z" } } },
      /fields\.A renames two to "z"/,
    ],
  ])("are refused when they cannot be meant: %s [MIG-18]", (_, hints, message) => {
    expect(() => defineMigrationHints(hints as MigrationHints)).toThrow(InvalidMigrationHints);
    expect(() => defineMigrationHints(hints as MigrationHints)).toThrow(message);
  });

  it("are not led astray by hostile names [MIG-18]", async () => {
    const hints = JSON.parse('{"fields": {"__proto__": {"name": "title"}}}') as MigrationHints;

    expect(hinted(hints).knowsRename({ ...rename, modelName: "constructor" })).toBeUndefined();
    expect(hinted({ fields: {} }).knowsRename({ ...rename, oldName: "toString" })).toBeUndefined();
    expect(
      hinted({ fields: { Book: {} } }).knowsRename({ ...rename, oldName: "constructor" }),
    ).toBeUndefined();
  });
});

describe("the questioner of tests", () => {
  it("is asked in the order of names [MIG-18]", async () => {
    const after = state(model("B", { z: field, a: field }), model("A", { m: field }));

    expect((await detected(state(model("B"), model("A")), after)).asked).toEqual([
      "addition a.m",
      "addition b.a",
      "addition b.z",
    ]);
  });
});
