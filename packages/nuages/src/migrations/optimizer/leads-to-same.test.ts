import { describe, expect, it } from "vitest";

import { models } from "../../db/index.ts";
import * as m from "../migrations.ts";
import { model, state } from "../testing/states.ts";
import { leadsToSame } from "./leads-to-same.ts";
import { optimize } from "./optimize.ts";

const id = models.AutoField({ primaryKey: true });
const create = (name: string, fields: object = {}, options: object = {}) =>
  m.CreateModel({ name, fields: { id, ...fields }, options });
const to = (target: string) => models.ForeignKey(target, { onDelete: models.CASCADE });
const same = (first: readonly m.CreateModel[] | readonly unknown[], other: readonly unknown[]) =>
  leadsToSame(first as never, other as never, { appLabel: "lib", state: state(model("There")) });

describe("leadsToSame()", () => {
  it("is true for what the optimizer makes shorter [MIG-34]", () => {
    const operations = [
      create("Author"),
      m.AddField({
        modelName: "author",
        name: "age",
        field: models.IntegerField({ default: 1 }),
        preserveDefault: false,
      }),
      m.AddField({ modelName: "there", name: "author", field: to("lib.Author") }),
      m.AlterUniqueTogether({ name: "author", uniqueTogether: [] }),
    ];

    expect(same(operations, optimize(operations, "lib"))).toBe(true);
  });

  it("finds relations to a model that was renamed after them [MIG-34]", () => {
    const operations = [
      create("Author"),
      create("Book", { author: to("lib.author") }),
      m.RenameModel({ oldName: "Author", newName: "Writer" }),
    ];

    expect(optimize(operations, "lib")).toHaveLength(2);
    expect(same(operations, optimize(operations, "lib"))).toBe(false);
  });

  it.each([
    ["a model", [create("A")], []],
    ["the name of a model", [create("A")], [create("B")]],
    ["a field", [create("A", { a: models.TextField() })], [create("A")]],
    [
      "the class of a field",
      [create("A", { a: models.TextField() })],
      [create("A", { a: models.IntegerField() })],
    ],
    [
      "an option of a field",
      [create("A", { a: models.TextField() })],
      [create("A", { a: models.TextField({ null: true }) })],
    ],
    ["an option", [create("A")], [create("A", {}, { dbTable: "x" })]],
  ])("finds %s that is another [MIG-34]", (_, first, other) => {
    expect(same(first, other)).toBe(false);
    expect(same(other, first)).toBe(false);
    expect(same(first, first)).toBe(true);
  });
});
