import { describe, expect, it } from "vitest";

import { warning, type CheckMessage } from "../../checks/index.ts";
import { models } from "../index.ts";
import type { Field } from "./field.ts";

/** What the checks say about a field of a model that has nothing else. */
function findings(declared: unknown): CheckMessage[] {
  class Checked extends models.Model<Checked>()(
    { field: declared as Field },
    { appLabel: "checked" },
  ) {}
  return Checked.meta.getField("field").check();
}

const texts = (declared: unknown) => findings(declared).map(String);

/** Options that the types refuse, as JavaScript would give them. */
const wrong = (options: object) => options as never;

describe("Field.check()", () => {
  it("has nothing to say about fields as they should be [SET-42]", () => {
    const fine = [
      models.CharField({ maxLength: 5, choices: [["a", "A"]] }),
      models.TextField(),
      models.DecimalField({ maxDigits: 5, decimalPlaces: 2 }),
      models.IntegerField({ validators: [() => undefined, { validate: () => undefined }] }),
      models.JSONField({ default: () => ({}) }),
      models.GenericIPAddressField({ null: true, blank: true }),
      models.BinaryField({ default: new Uint8Array([1]) }),
      models.DateTimeField({ default: () => new Date() }),
    ];

    expect(fine.flatMap(findings)).toEqual([]);
  });

  it("finds choices that are no list [SET-42] [MOD-02]", () => {
    expect(texts(models.CharField(wrong({ maxLength: 5, choices: "abc" })))).toEqual([
      "checked.Checked.field: (fields.E004) 'choices' must be an object, a list, an enumeration or a function.",
    ]);
  });

  it("finds choices without labels [SET-42] [MOD-02]", () => {
    const [found] = findings(models.CharField(wrong({ maxLength: 5, choices: ["a", "b"] })));

    expect(found?.id).toBe("fields.E005");
    expect(found?.msg).toContain("(actual value, human readable name)");
  });

  it("finds a dbIndex that is neither true nor false [SET-42]", () => {
    expect(texts(models.IntegerField(wrong({ dbIndex: "yes" })))).toEqual([
      "checked.Checked.field: (fields.E006) 'dbIndex' must be true or false.",
    ]);
  });

  it("finds a primary key that may be null [SET-42]", () => {
    const [found] = findings(models.IntegerField({ primaryKey: true, null: true }));

    expect(found?.id).toBe("fields.E007");
    expect(found?.hint).toBe(
      "Set null: false on the field, or remove the option primaryKey: true.",
    );
  });

  it("finds validators that cannot be called, by their place [SET-42]", () => {
    const [found] = findings(models.IntegerField(wrong({ validators: [() => undefined, 3] })));

    expect([found?.id, found?.msg]).toEqual(["fields.E008", "All 'validators' must be callable."]);
    expect(found?.hint).toMatch(/^validators\[1\]/);
  });

  it("finds choices that are longer than the field, in groups too [SET-42] [MOD-08]", () => {
    const grouped = models.CharField({
      maxLength: 3,
      choices: [["Group", [["long value", "Long"]]]],
    });

    expect(findings(grouped).map(({ id, msg }) => [id, msg])).toEqual([
      [
        "fields.E009",
        "'maxLength' is too small to fit the longest value in 'choices' (10 characters).",
      ],
    ]);
  });

  it("finds a default that all instances would share [SET-42] [MOD-08] [MOD-19]", () => {
    const [found] = findings(models.JSONField({ default: {} }));

    expect([found?.id, found?.msg]).toEqual([
      "fields.E010",
      "JSONField default should be a callable instead of an instance so that it's not shared between all field instances.",
    ]);
    expect(findings(models.JSONField({ default: [] }))[0]?.hint).toContain("`() => []`");
  });

  it.each([0, -1, 1.5, "5", true])("finds that %o is no maxLength [SET-42]", (maxLength) => {
    expect(
      findings(models.CharField(wrong({ maxLength }))).map(({ id, msg }) => [id, msg]),
    ).toEqual([["fields.E121", "'maxLength' must be a positive integer."]]);
  });

  it("finds a length of a number [SET-42]", () => {
    expect(texts(models.IntegerField(wrong({ maxLength: 5 })))).toEqual([
      "checked.Checked.field: (fields.W122) 'maxLength' is ignored when used with IntegerField.\n\tHINT: Remove 'maxLength' from field",
    ]);
  });

  it("finds digits that are missing, wrong or too few [SET-42] [MOD-13]", () => {
    const ids = (options: object) =>
      findings(models.DecimalField(wrong(options))).map(({ id }) => id);

    expect(ids({})).toEqual(["fields.E130", "fields.E132"]);
    expect(ids({ maxDigits: 0, decimalPlaces: -1 })).toEqual(["fields.E131", "fields.E133"]);
    expect(ids({ maxDigits: 2, decimalPlaces: 3 })).toEqual(["fields.E134"]);
    expect(ids({ maxDigits: 2, decimalPlaces: 2 })).toEqual([]);
  });

  it("finds an address that may be blank but not null [SET-42]", () => {
    expect(texts(models.GenericIPAddressField({ blank: true }))).toEqual([
      "checked.Checked.field: (fields.E150) GenericIPAddressFields cannot have blank: true if null: false, as blank values are stored as nulls.",
    ]);
  });

  it("finds a moment that was now when the program began [SET-42]", () => {
    expect(findings(models.DateTimeField({ default: new Date() }))[0]?.id).toBe("fields.W161");
    expect(findings(models.DateTimeField({ default: new Date(0) }))).toEqual([]);
  });

  it("finds a text as default of bytes [SET-42]", () => {
    expect(texts(models.BinaryField(wrong({ default: "x" })))).toEqual([
      "checked.Checked.field: (fields.E170) BinaryField's default cannot be a string. Use bytes content instead.",
    ]);
  });

  it("can be overridden by a field of one's own [SET-41]", () => {
    class LoudField extends models.CharField {
      override check(): CheckMessage[] {
        return [...super.check(), warning({ id: "loud.W001", msg: "Loud.", obj: this })];
      }
    }

    expect(texts(new LoudField(wrong({ maxLength: 0 })))).toEqual([
      "checked.Checked.field: (fields.E121) 'maxLength' must be a positive integer.",
      "checked.Checked.field: (loud.W001) Loud.",
    ]);
  });
});
