import { describe, expect, it } from "vitest";

import { AnyValue, F, NotSupportedError, StringAgg } from "../index.ts";
import { statementsOf } from "../testing/database.ts";
import { Sample, sampleDatabase, sampleValues } from "../testing/sample.ts";

async function texts(...values: readonly string[]): Promise<AsyncDisposable> {
  const [first = "", ...rest] = values;
  const database = await sampleDatabase({ text: first });
  for (const text of rest) await Sample.objects.create({ ...sampleValues, text });
  return database;
}

describe("StringAgg()", () => {
  it("joins the texts in the order that is asked for [QS-49]", async () => {
    await using _ = await texts("b", "c", "a");

    const { all } = await Sample.objects.aggregate({
      all: StringAgg("text", { delimiter: " + ", orderBy: F("text").desc() }),
    });

    expect(all).toBe("c + b + a");
  });

  it("groups, filters and has a default [QS-46,QS-49]", async () => {
    await using _ = await texts("b", "c", "a");

    const groups = await Sample.objects.values("whole").annotate({
      some: StringAgg("text", { orderBy: "text", filter: { text__gte: "b" } }),
    });
    const none = await Sample.objects
      .filter({ whole: 0 })
      .aggregate({ all: StringAgg("text", { default: "-" }) });

    expect(groups).toEqual([{ whole: 7, some: "b,c" }]);
    expect(none).toEqual({ all: "-" });
  });

  it("joins each text once [QS-49]", async () => {
    await using _ = await texts("a", "a");

    expect(await Sample.objects.aggregate({ all: StringAgg("text", { distinct: true }) })).toEqual({
      all: "a",
    });
    await expect(
      Sample.objects.aggregate({ all: StringAgg("text", { distinct: true, delimiter: "-" }) }),
    ).rejects.toThrow(NotSupportedError);
  });

  it.each(["';", "', (SELECT 1)) --", "\\", "%s"])(
    "joins with the very characters %j [ADV-002]",
    async (delimiter) => {
      await using _ = await texts("a", "b");
      let all: string | null = null;

      const sent = await statementsOf(async () => {
        ({ all } = await Sample.objects.aggregate({
          all: StringAgg("text", { delimiter, orderBy: "text" }),
        }));
      });

      expect(all).toBe(`a${delimiter}b`);
      expect(sent.join()).toContain('GROUP_CONCAT("sample_sample"."text", ?');
    },
  );
});

describe("AnyValue()", () => {
  it("is the value of one of the rows [QS-49]", async () => {
    await using _ = await texts("a", "b");

    const { one } = await Sample.objects.aggregate({ one: AnyValue("text") });

    expect(["a", "b"]).toContain(one);
  });
});
