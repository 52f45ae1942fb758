import { describe, expect, it } from "vitest";

import { Failure } from "./failure.ts";
import { sameAnswer, sameChanges } from "./same-answer.ts";

class OperationalError extends Error {}
class DatabaseError extends OperationalError {}

describe("sameAnswer()", () => {
  it("takes numbers, decimals and big integers by value", () => {
    const expected = {
      rows: [
        [
          { $: "decimal", v: "1.50" },
          { $: "bigint", v: "9007199254740993" },
        ],
      ],
    };

    expect(sameAnswer(expected, { rows: [[1.5, { $: "bigint", v: "9007199254740993" }]] })).toBe(
      true,
    );
    expect(sameAnswer(expected, { rows: [[1.5, { $: "bigint", v: "9007199254740992" }]] })).toBe(
      false,
    );
  });

  it("takes moments by instant and keeps microseconds apart", () => {
    const expected = { value: { $: "datetime", v: "2020-01-01T00:00:00.000001-05:00" } };

    expect(
      sameAnswer(expected, { value: { $: "datetime", v: "2020-01-01T05:00:00.000001+00:00" } }),
    ).toBe(true);
    expect(
      sameAnswer(expected, { value: { $: "datetime", v: "2020-01-01T05:00:00.000002+00:00" } }),
    ).toBe(false);
  });

  it("tells true from 1 and null from a missing key", () => {
    expect(sameAnswer({ value: true }, { value: 1 })).toBe(false);
    expect(sameAnswer({ value: { a: null } }, { value: {} })).toBe(false);
  });

  it("counts the place of each row where the order is fixed", () => {
    const expected = { rows: [{ pk: 1 }, { pk: 2 }] };

    expect(sameAnswer(expected, { rows: [{ pk: 2 }, { pk: 1 }] })).toBe(false);
    expect(sameAnswer(expected, { rows: [{ pk: 2 }, { pk: 1 }] }, { ordered: false })).toBe(true);
  });

  it("compares rows without order as often as they come", () => {
    const expected = { rows: [1, 1, 2] };

    expect(sameAnswer(expected, { rows: [2, 1, 1] }, { ordered: false })).toBe(true);
    expect(sameAnswer(expected, { rows: [1, 2, 2] }, { ordered: false })).toBe(false);
  });

  it("lets lists of rows inside rows be in any order where that is not fixed", () => {
    const expected = { rows: [{ pk: 1, tags: [{ pk: 1 }, { pk: 2 }] }] };
    const answer = { rows: [{ pk: 1, tags: [{ pk: 2 }, { pk: 1 }] }] };

    expect(sameAnswer(expected, answer)).toBe(false);
    expect(sameAnswer(expected, answer, { nestedOrdered: false })).toBe(true);
  });

  it("takes errors by their counterparts, and never for an answer", () => {
    const expected = { error: "ValueError", message: "some text" };

    expect(sameAnswer(expected, { error: new Failure(new RangeError("other")) })).toBe(true);
    expect(sameAnswer(expected, { error: new Failure(new SyntaxError("other")) })).toBe(false);
    expect(sameAnswer(expected, { value: null })).toBe(false);
    expect(sameAnswer({ value: 1 }, { error: new Failure(new RangeError("other")) })).toBe(false);
  });

  it("takes any error of the database for one that hangs on the driver", () => {
    const answer = { error: new Failure(new DatabaseError("no such function")) };

    expect(sameAnswer({ error: "ProgrammingError" }, answer)).toBe(true);
    expect(sameAnswer({ error: "IntegrityError" }, answer)).toBe(false);
  });
});

describe("sameChanges()", () => {
  it("compares removed, added and changed rows of each table in any order", () => {
    const expected = { "shop.Tag": { removed: ["1", "2"], added: [{ id: 7 }] } };

    expect(sameChanges(expected, { "shop.Tag": { removed: ["2", "1"], added: [{ id: 7 }] } })).toBe(
      true,
    );
    expect(sameChanges(expected, { "shop.Tag": { removed: ["2", "1"] } })).toBe(false);
    expect(sameChanges({}, expected)).toBe(false);
  });
});
