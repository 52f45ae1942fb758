import { describe, expect, it } from "vitest";

import { literalFunction } from "./literal-function.ts";
import { sameValue } from "./same-value.ts";

const secret = 5;

describe("literalFunction()", () => {
  it.each([
    [() => [], "() => []"],
    [() => ({}), "() => ({})"],
    [(): Date => new Date(), "() => new Date()"],
    [() => new Set(), "() => new Set()"],
    [() => crypto.randomUUID(), "() => crypto.randomUUID()"],
    [() => "", '() => ""'],
    [() => -1.5, "() => -1.5"],
    [() => null, "() => null"],
  ])("knows functions that depend on nothing: %s [MIG-38]", (value, code) => {
    expect(literalFunction(value)).toBe(code);
  });

  it.each([
    [() => secret],
    [() => [secret]],
    [(given: unknown) => given],
    [() => `${secret}`],
    [() => String()],
    [async () => 1],
    [
      function named() {
        return 1;
      },
    ],
    [Date.now],
  ])("leaves others alone: %s [MIG-39]", (value) => {
    expect(literalFunction(value)).toBeUndefined();
  });
});

describe("sameValue()", () => {
  it("takes such functions for one where they read the same [MIG-22]", () => {
    const make = () => () => [];
    expect(sameValue(make(), make())).toBe(true);
    expect(
      sameValue(
        () => [],
        () => ({}),
      ),
    ).toBe(false);
    expect(
      sameValue(
        () => secret,
        () => secret,
      ),
    ).toBe(false);
  });
});
