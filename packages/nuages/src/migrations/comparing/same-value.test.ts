import { describe, expect, it } from "vitest";

import { F, Lower, models, Q, Value, When, Case } from "../../db/index.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { MaxLengthValidator, RegexValidator } from "../../validation/index.ts";
import { sameValue } from "./same-value.ts";

class People extends models.Manager<unknown> {}

class Point {
  readonly x: number;
  constructor(x: number) {
    this.x = x;
  }
}

class Secret {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  deconstruct(): unknown {
    return { type: Secret, args: [this.#value] };
  }
}

class Text {
  readonly #text: string;
  constructor(text: string) {
    this.#text = text;
  }
  toString(): string {
    return this.#text;
  }
}

class Closed {
  readonly #value: number;
  constructor(value: number) {
    this.#value = value;
  }
  get value(): number {
    return this.#value;
  }
}

const made = (value: number) => () => value;
const shared = made(1);

describe("sameValue", () => {
  it.each<[string, () => unknown, () => unknown]>([
    ["text", () => "a", () => "b"],
    ["numbers and texts", () => 1, () => "1"],
    ["null and nothing", () => null, () => undefined],
    ["lists", () => [1, [2]], () => [1, [3]]],
    ["shorter lists", () => [1], () => [1, undefined]],
    ["objects", () => ({ a: 1, b: 2 }), () => ({ a: 1, c: 2 })],
    ["dates", () => new Date(1), () => new Date(2)],
    [
      "days",
      () => Temporal.PlainDate.from("2026-01-01"),
      () => Temporal.PlainDate.from("2026-01-02"),
    ],
    ["decimals", () => new Decimal("1.5"), () => new Decimal("1.6")],
    ["bytes", () => new Uint8Array([1]), () => new Uint8Array([2])],
    ["patterns", () => /^a$/i, () => /^a$/],
    ["maps", () => new Map([["a", 1]]), () => new Map([["a", 2]])],
    ["sets", () => new Set([1]), () => new Set([2])],
    ["validators", () => new RegexValidator(/^a$/), () => new RegexValidator(/^b$/)],
    ["limits", () => new MaxLengthValidator(3), () => new MaxLengthValidator(4)],
    ["conditions", () => Q({ a: 1 }).or(Q({ b: 2 })), () => Q({ a: 1 }).and(Q({ b: 2 }))],
    ["negations", () => Q({ a: 1 }), () => Q({ a: 1 }).not()],
    ["expressions", () => F("a").plus(1), () => F("a").plus(2)],
    ["functions of SQL", () => Lower("a"), () => Lower("b")],
    [
      "branches",
      () => Case(When(Q({ a: 1 }), Value(1)), { default: Value(0) }),
      () => Case(When(Q({ a: 2 }), Value(1)), { default: Value(0) }),
    ],
    [
      "indexes",
      () => new models.Index({ name: "i", fields: ["a"] }),
      () => new models.Index({ name: "i", fields: ["-a"] }),
    ],
    [
      "constraints",
      () => new models.UniqueConstraint({ name: "u", fields: ["a"], include: ["b"] }),
      () => new models.UniqueConstraint({ name: "u", fields: ["a"] }),
    ],
    ["fields", () => models.CharField({ maxLength: 1 }), () => models.CharField({ maxLength: 2 })],
    ["classes of fields", () => models.CharField({ maxLength: 254 }), () => models.EmailField()],
    ["managers", () => new models.Manager(), () => new People()],
    ["objects of your classes", () => new Point(1), () => new Point(2)],
    ["what deconstruct() says", () => new Secret(1), () => new Secret(2)],
    ["lazy texts", () => new Text("a"), () => new Text("b")],
  ])("tells %s by what they hold [MIG-22] [MIG-38]", (_, one, other) => {
    expect(sameValue(one(), one())).toBe(true);
    expect(sameValue(other(), other())).toBe(true);
    expect(sameValue(one(), other())).toBe(false);
    expect(sameValue([one()], [other()])).toBe(false);
  });

  it("takes functions, and objects that show nothing, for themselves [MIG-22]", () => {
    expect(sameValue({ default: shared }, { default: shared })).toBe(true);
    expect(sameValue(made(1), made(1))).toBe(false);
    const closed = new Closed(1);
    expect(closed.value).toBe(1);
    expect(sameValue(closed, closed)).toBe(true);
    expect(sameValue(closed, new Closed(1))).toBe(false);
  });

  it("minds neither the order of keys nor options that are the usual ones [MIG-22]", () => {
    expect(sameValue({ a: 1, b: 2 }, { b: 2, a: 1 })).toBe(true);
    expect(
      sameValue(
        models.CharField({ maxLength: 5, null: false, validators: [], helpText: "" }),
        models.CharField({ helpText: { toString: () => "" }, maxLength: 5 }),
      ),
    ).toBe(true);
    expect(
      sameValue(
        models.CharField({ choices: { a: "A" }, maxLength: 1 }),
        models.CharField({ choices: [["a", "A"]], maxLength: 1 }),
      ),
    ).toBe(true);
  });

  it("ends with objects that hold themselves", () => {
    const [one, other]: Record<string, unknown>[] = [{}, {}];
    if (one === undefined || other === undefined) throw new Error("two objects");
    one["self"] = one;
    other["self"] = other;

    expect(sameValue(one, other)).toBe(false);
    expect(sameValue(one, one)).toBe(true);
  });

  it("is not led astray by hostile keys", () => {
    const hostile = JSON.parse('{"__proto__": {"a": 1}}') as object;

    expect(sameValue(hostile, {})).toBe(false);
    expect(sameValue(hostile, JSON.parse('{"__proto__": {"a": 1}}'))).toBe(true);
  });
});
