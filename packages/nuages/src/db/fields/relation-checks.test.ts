import { describe, expect, it } from "vitest";

import type { CheckMessage } from "../../checks/index.ts";
import { models, registerModels } from "../index.ts";
import type { Field } from "./field.ts";

let apps = 0;

/** A label that no other test uses. */
function freshLabel() {
  apps += 1;
  return { appLabel: `relations${apps}` };
}

const summary = (found: readonly CheckMessage[]) => found.map(({ id, msg }) => `${id}: ${msg}`);
const fieldOf = (model: { meta: { getField(name: string): Field } }, name: string) =>
  model.meta.getField(name).check();

describe("check() of a foreign key", () => {
  it("finds names on the other side that a field has already [SET-42]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({ clash: models.IntegerField() }, label) {}
    class Source extends models.Model<Source>()(
      { to: models.ForeignKey(() => Target, { onDelete: models.CASCADE, relatedName: "clash" }) },
      label,
    ) {}
    registerModels(Target, Source);
    const { appLabel } = label;

    const found = fieldOf(Source, "to");

    expect(summary(found)).toEqual([
      `fields.E302: Reverse accessor 'Target.clash' for '${appLabel}.Source.to' clashes with field name '${appLabel}.Target.clash'.`,
      `fields.E303: Reverse query name 'clash' for '${appLabel}.Source.to' clashes with field name '${appLabel}.Target.clash'.`,
    ]);
    expect(found[0]?.hint).toBe(
      `Rename field '${appLabel}.Target.clash', or add/change a relatedName argument to the definition for field '${appLabel}.Source.to'.`,
    );
  });

  it("finds two relations with one name on the other side [SET-42]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({}, label) {}
    class Source extends models.Model<Source>()(
      {
        one: models.ForeignKey(() => Target, { onDelete: models.CASCADE }),
        two: models.ForeignKey(() => Target, { onDelete: models.CASCADE }),
      },
      label,
    ) {}
    registerModels(Target, Source);
    const { appLabel } = label;

    expect(summary(fieldOf(Source, "one"))).toEqual([
      `fields.E304: Reverse accessor 'Target.sourceSet' for '${appLabel}.Source.one' clashes with reverse accessor for '${appLabel}.Source.two'.`,
      `fields.E305: Reverse query name 'source' for '${appLabel}.Source.one' clashes with reverse query name for '${appLabel}.Source.two'.`,
    ]);
  });

  it("is content when one of the two is hidden or named [SET-42] [MOD-28]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({}, label) {}
    class Source extends models.Model<Source>()(
      {
        one: models.ForeignKey(() => Target, { onDelete: models.CASCADE }),
        two: models.ForeignKey(() => Target, { onDelete: models.CASCADE, relatedName: "+" }),
        three: models.ForeignKey(() => Target, { onDelete: models.CASCADE, relatedName: "thirds" }),
      },
      label,
    ) {}
    registerModels(Target, Source);

    expect(["one", "two", "three"].flatMap((name) => fieldOf(Source, name))).toEqual([]);
  });

  it("finds names that cannot be attributes or parts of paths [SET-42]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({}, label) {}
    const to = (options: object) =>
      models.ForeignKey(() => Target, { onDelete: models.CASCADE, ...options });
    class Source extends models.Model<Source>()(
      {
        one: to({ relatedName: "no name" }),
        two: to({ relatedName: "two", relatedQueryName: "ends_" }),
        three: to({ relatedName: "three", relatedQueryName: "a__b" }),
      },
      label,
    ) {}
    registerModels(Target, Source);

    const ids = ["one", "two", "three"].map((name) => fieldOf(Source, name).map(({ id }) => id));

    expect(ids).toEqual([["fields.E306"], ["fields.E308"], ["fields.E309"]]);
  });

  it("finds a toField that is missing or not unique [SET-42] [MOD-31]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()(
      {
        code: models.IntegerField(),
        slug: models.SlugField({ unique: true }),
        tag: models.IntegerField(),
      },
      { ...label, constraints: [new models.UniqueConstraint({ name: "t", fields: ["tag"] })] },
    ) {}
    const to = (toField: string) =>
      models.ForeignKey(() => Target, { onDelete: models.CASCADE, relatedName: "+", toField });
    class Source extends models.Model<Source>()(
      { a: to("none"), b: to("code"), c: to("slug"), d: to("tag") },
      label,
    ) {}
    const { appLabel } = label;

    expect(summary(["a", "b", "c", "d"].flatMap((name) => fieldOf(Source, name)))).toEqual([
      `fields.E312: The toField 'none' doesn't exist on the related model '${appLabel}.Target'.`,
      "fields.E311: 'Target.code' must be unique because it is referenced by a foreign key.",
    ]);
  });

  it("finds rules for deletion that cannot be followed [SET-42] [MOD-27]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({}, label) {}
    class Source extends models.Model<Source>()(
      {
        a: models.ForeignKey(() => Target, { onDelete: models.SET_NULL, relatedName: "+" }),
        b: models.ForeignKey(() => Target, { onDelete: models.SET_DEFAULT, relatedName: "+" }),
      },
      label,
    ) {}

    expect(summary([...fieldOf(Source, "a"), ...fieldOf(Source, "b")])).toEqual([
      "fields.E320: Field specifies onDelete: SET_NULL, but cannot be null.",
      "fields.E321: Field specifies onDelete: SET_DEFAULT, but has no default value.",
    ]);
  });

  it("advises a one-to-one relation for a unique key [SET-42]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()({}, label) {}
    class Source extends models.Model<Source>()(
      {
        a: models.ForeignKey(() => Target, {
          onDelete: models.CASCADE,
          unique: true,
          relatedName: "+",
        }),
        b: models.OneToOneField(() => Target, { onDelete: models.CASCADE, relatedName: "+" }),
      },
      label,
    ) {}

    expect([...fieldOf(Source, "a"), ...fieldOf(Source, "b")].map(({ id }) => id)).toEqual([
      "fields.W342",
    ]);
  });

  it("finds a relation to a composite key [SET-42] [MOD-22]", () => {
    const label = freshLabel();
    class Target extends models.Model<Target>()(
      {
        pk: models.CompositePrimaryKey("a", "b"),
        a: models.IntegerField(),
        b: models.IntegerField(),
      },
      label,
    ) {}
    class Source extends models.Model<Source>()(
      { to: models.ForeignKey(() => Target, { onDelete: models.CASCADE, relatedName: "+" }) },
      label,
    ) {}

    expect(fieldOf(Source, "to").map(({ id }) => id)).toEqual(["fields.E347"]);
  });
});

describe("check() of a many-to-many relation", () => {
  it("finds options without effect [SET-42] [MOD-30]", () => {
    const label = freshLabel();
    class Player extends models.Model<Player>()(
      {
        friends: models.ManyToManyField(() => Player, {
          null: true,
          validators: [() => undefined],
          relatedName: "x",
          unique: true,
        }),
      },
      label,
    ) {}

    expect(fieldOf(Player, "friends").map(({ id }) => id)).toEqual([
      "fields.E330",
      "fields.W340",
      "fields.W341",
      "fields.W345",
    ]);
  });

  it("finds a model between with too few or too many keys [SET-42]", () => {
    const label = freshLabel();
    class Band extends models.Model<Band>()({}, label) {}
    class Few extends models.Model<Few>()(
      { band: models.ForeignKey(() => Band, { onDelete: models.CASCADE, relatedName: "+" }) },
      label,
    ) {}
    const key = (to: () => unknown) =>
      models.ForeignKey(to, { onDelete: models.CASCADE, relatedName: "+" });
    class Many extends models.Model<Many>()(
      { band: key(() => Band), band2: key(() => Band), player: key(() => Player) },
      label,
    ) {}
    class Player extends models.Model<Player>()(
      {
        a: models.ManyToManyField(() => Band, { through: () => Few, relatedName: "+" }),
        b: models.ManyToManyField(() => Band, { through: () => Many, relatedName: "+" }),
        c: models.ManyToManyField(() => Band, {
          through: () => Many,
          throughFields: ["player", "nope"],
          relatedName: "+",
        }),
        d: models.ManyToManyField(() => Band, {
          through: () => Many,
          throughFields: ["band", "band2"],
          relatedName: "+",
        }),
        e: models.ManyToManyField(() => Band, {
          through: () => Many,
          throughFields: ["player", "band"],
          relatedName: "+",
        }),
      },
      label,
    ) {}
    const ids = Player.meta.manyToMany.map((field) => field.check().map(({ id }) => id));

    expect(ids).toEqual([["fields.E336"], ["fields.E335"], ["fields.E338"], ["fields.E339"], []]);
  });
});
