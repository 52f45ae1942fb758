import { describe, expect, it } from "vitest";

import type { CheckMessage } from "../../checks/index.ts";
import { checkModels } from "../checks.ts";
import { models } from "../index.ts";
import type { ModelClass } from "../models/model-class.ts";

const label = { appLabel: "missing" };
const summary = (found: readonly CheckMessage[]) => found.map(({ id, msg }) => `${id}: ${msg}`);

describe("check() of a relation", () => {
  it("finds a target that is not there or abstract [SET-42] [MOD-36]", () => {
    class Base extends models.Model<Base>()({}, { ...label, abstract: true }) {}
    class Lost extends models.Model<Lost>()(
      {
        gone: models.ForeignKey("nowhere.Nothing", { onDelete: models.CASCADE }),
        base: models.ForeignKey(() => Base, { onDelete: models.CASCADE }),
      },
      label,
    ) {}
    const fields = Lost.meta.fields.filter(({ name }) => name !== "id");

    expect(summary(fields.flatMap((field) => field.check()))).toEqual([
      "fields.E300: Field defines a relation with model 'nowhere.Nothing', which is either not installed, or is abstract.",
      "fields.E300: Field defines a relation with model 'Base', which is either not installed, or is abstract.",
    ]);
  });

  it("finds a model between that is missing [SET-42]", () => {
    class Player extends models.Model<Player>()(
      { bands: models.ManyToManyField(() => Band, { through: "x.Lost" }) },
      label,
    ) {}
    class Band extends models.Model<Band>()({}, label) {}

    expect(Band.meta.name).toBe("Band");
    expect(summary(Player.meta.manyToMany[0]?.check() ?? [])).toEqual([
      "fields.E331: Field specifies a many-to-many relation through model 'x.Lost', which has not been installed.",
    ]);
  });

  it("says only that where a model is missing: nothing else can be known [SET-42]", () => {
    class Fine extends models.Model<Fine>()({ name: models.CharField({ maxLength: 0 }) }, label) {}
    class Gone extends models.Model<Gone>()(
      { to: models.ForeignKey("x.Y", { onDelete: models.CASCADE }) },
      { ...label, ordering: ["nope"] },
    ) {}

    const found = checkModels([Fine, Gone] as unknown as ModelClass[]);

    expect(found.map(({ id }) => id)).toEqual(["fields.E300"]);
  });
});
