import { describe, expect, it } from "vitest";

import { equalValues } from "../utils/compare.ts";
import { deconstructible } from "./deconstructible.ts";
import { NotDeconstructible } from "./errors.ts";
import { equalValidators } from "./validator.ts";

const MultipleOf = deconstructible(
  class MultipleOf {
    static readonly kind = "multiple";
    readonly #factor: number;

    constructor(factor: number, _options: { readonly strict?: boolean } = {}) {
      this.#factor = factor;
    }

    validate(value: unknown): void {
      if (Number(value) % this.#factor !== 0) throw new Error(`no multiple of ${this.#factor}`);
    }
  },
);

const Own = deconstructible(
  class Own {
    deconstruct(): { type: abstract new () => object; args: readonly unknown[] } {
      return { type: Object, args: ["own"] };
    }
    equals(): boolean {
      return true;
    }
  },
);

describe("deconstructible()", () => {
  it("remembers what an object was made with [MIG-39]", () => {
    const made = new MultipleOf(3, { strict: true });

    expect(made.deconstruct()).toEqual({ type: MultipleOf, args: [3, { strict: true }] });
    expect(new MultipleOf(3).deconstruct().args).toEqual([3]);
    expect(() => made.validate(4)).toThrow("no multiple of 3");
  });

  it("makes objects equal that were made alike [MIG-39]", () => {
    expect(equalValues(new MultipleOf(3), new MultipleOf(3))).toBe(true);
    expect(equalValidators(new MultipleOf(3), new MultipleOf(4))).toBe(false);
    expect(new MultipleOf(3).equals(new Own())).toBe(false);
    expect(new MultipleOf(3).equals(null)).toBe(false);
    expect(new MultipleOf(3).equals(3)).toBe(false);
  });

  it("leaves the class what it is [MIG-39]", () => {
    const made = new MultipleOf(3);

    expect(made).toBeInstanceOf(MultipleOf);
    expect(made.constructor).toBe(MultipleOf);
    expect([MultipleOf.name, MultipleOf.kind]).toEqual(["MultipleOf", "multiple"]);
    expect(new Own().deconstruct()).toEqual({ type: Object, args: ["own"] });
    expect(new Own().equals(3)).toBe(true);
    expect(Object.keys(made)).toEqual([]);
  });

  it("does not guess the arguments of a class that extends it [MIG-39]", () => {
    class Even extends MultipleOf {
      constructor() {
        super(2);
      }
    }
    const Odd = deconstructible(
      class Odd extends MultipleOf {
        constructor(offset: number) {
          super(offset + 2);
        }
      },
    );

    expect(() => new Even().deconstruct()).toThrow(NotDeconstructible);
    expect(() => new Even().deconstruct()).toThrow(/const Even = deconstructible/);
    expect(new Even().equals(new Even())).toBe(false);
    expect(new Odd(1).deconstruct()).toEqual({ type: Odd, args: [1] });
  });
});
