import { describe, expect, it } from "vitest";

import { InvalidValue } from "../errors.ts";
import type { Field } from "../fields/field.ts";
import * as models from "../models.ts";
import { declareModel } from "../models/model.ts";
import { ModelRegistry } from "../models/registry.ts";
import { sqliteDialect } from "../backends/sqlite/dialect.ts";
import { assertAlterable, isAltered } from "./altered.ts";

const { CASCADE, PROTECT } = models;

/** The field as one of a model that others can point at. */
function bound(field: unknown): Field {
  const registry = new ModelRegistry();
  const declare = (name: string, fields: object): void => {
    const model = declareModel({
      name,
      fields: fields as Record<string, Field>,
      options: { appLabel: "lib" },
      registry,
    });
    registry.add(model.meta);
  };
  declare("Horse", { id: models.AutoField({ primaryKey: true }) });
  declare("Between", {
    id: models.AutoField({ primaryKey: true }),
    horse: models.ForeignKey("lib.Horse", { onDelete: CASCADE, relatedName: "+" }),
    rider: models.ForeignKey("lib.Rider", { onDelete: CASCADE, relatedName: "+" }),
  });
  declare("Rider", {
    id: models.AutoField({ primaryKey: true }),
    number: models.IntegerField(),
    x: field,
  });
  const rider = registry.models.find(({ name }) => name === "Rider");
  const found = rider?.getFields().find(({ name }) => name === "x");
  if (found === undefined) throw new Error("The model has lost its field.");
  return found;
}

const text = (options: object): Field => bound(models.CharField({ maxLength: 9, ...options }));
const key = (options: object): Field =>
  bound(models.ForeignKey("lib.Horse", { onDelete: CASCADE, ...options }));
const many = (options: object): Field => bound(models.ManyToManyField("lib.Horse", options));

describe("a change of a field", () => {
  it.each<[string, Field, Field]>([
    ["nothing", text({}), text({})],
    ["labels and choices", text({}), text({ verboseName: "y", choices: [["a", "A"]] })],
    ["what forms take", text({}), text({ blank: true, editable: false, helpText: "y" })],
    ["its column to the one it has", text({}), text({ dbColumn: "x" })],
    ["what happens to rows", key({}), key({ onDelete: PROTECT, relatedName: "riders" })],
  ])("does not touch the column when it changes %s [MIG-22]", (_title, before, after) => {
    expect(isAltered(before, after)).toBe(false);
    expect(assertAlterable(before, after, sqliteDialect)).toBe(false);
  });

  it.each<[string, Field, Field]>([
    ["the length", text({}), text({ maxLength: 10 })],
    ["null", text({}), text({ null: true })],
    ["the default", text({ default: "a" }), text({ default: "b" })],
    ["the column", text({}), text({ dbColumn: "y" })],
    ["the class", text({}), bound(models.SlugField({ maxLength: 9 }))],
    ["the target", key({}), bound(models.ForeignKey("lib.Rider", { onDelete: CASCADE }))],
    ["whether rows must exist", key({}), key({ dbConstraint: false })],
    ["the table between", many({}), many({ dbTable: "other" })],
  ])("is one of the table when it changes %s [MIG-22]", (_title, before, after) => {
    expect(assertAlterable(before, after, sqliteDialect)).toBe(true);
  });

  it("of a many-to-many field touches no table when the same stays between", () => {
    expect(assertAlterable(many({}), many({ relatedName: "riders" }), sqliteDialect)).toBe(false);
    const through = { through: "lib.Between" };
    expect(assertAlterable(many(through), many({ ...through, blank: true }), sqliteDialect)).toBe(
      false,
    );
  });

  it.each<[string, Field, Field]>([
    ["a column and a many-to-many field", text({}), many({})],
    ["a many-to-many field and a column", many({}), text({})],
    ["a table that is made and one that has a model", many({}), many({ through: "lib.Between" })],
  ])("is refused between %s [MIG-21]", (_title, before, after) => {
    expect(() => assertAlterable(before, after, sqliteDialect)).toThrow(InvalidValue);
  });
});
