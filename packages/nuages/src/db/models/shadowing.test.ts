import { afterEach, describe, expect, it } from "vitest";

import { models, registerModels, type RelatedManager } from "../index.ts";
import { registry } from "./registry.ts";

const options = { appLabel: "shadowing" };

// Models stay registered: a broken one would be refused in the next test again.
afterEach(() => {
  for (const meta of registry.models) meta.bodyProperties = [];
});

describe("a property in the class body of a model", () => {
  it("is refused where it would wipe a field", () => {
    class Hat extends models.Model<Hat>()({ size: models.IntegerField() }, options) {
      override size!: number;
    }

    expect(() => registerModels(Hat)).toThrow(
      /"size", which would wipe the field.*\n.*declare size/,
    );
  });

  it("is refused where it would wipe the other side of a relation", () => {
    class Keeper extends models.Model<Keeper>()({}, options) {
      petSet!: RelatedManager<Pet>;
    }
    class Pet extends models.Model<Pet>()(
      { keeper: models.ForeignKey(() => Keeper, { onDelete: models.CASCADE }) },
      options,
    ) {}

    expect(() => registerModels(Keeper, Pet)).toThrow(
      /Keeper declares a property "petSet", which would wipe the relation.*\n.*declare petSet/,
    );
  });

  it("is refused in a child where it would wipe a relation of the parent", () => {
    class Zoo extends models.Model<Zoo>()({}, options) {}
    class Aquarium extends models.Model<Aquarium>().extends(Zoo)({}, options) {
      cageSet!: RelatedManager<Cage>;
    }
    class Cage extends models.Model<Cage>()(
      { zoo: models.ForeignKey(() => Zoo, { onDelete: models.CASCADE }) },
      options,
    ) {}

    expect(() => registerModels(Zoo, Aquarium, Cage)).toThrow(
      /Aquarium declares a property "cageSet"/,
    );
  });

  it("is left alone where it has a name of its own", () => {
    class Bag extends models.Model<Bag>()({ colour: models.TextField() }, options) {
      seen = 3;
    }

    expect(() => registerModels(Bag)).not.toThrow();
  });
});
