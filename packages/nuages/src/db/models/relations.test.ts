import { describe, expect, it } from "vitest";

import { ImproperlyConfigured } from "../../errors/index.ts";
import { InvalidValue, models, registerModels, type Lazy, type RelatedManager } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

const label = { appLabel: "archive" };

class Country extends models.Model<Country>()(
  {
    code: models.CharField({ maxLength: 2, unique: true }),
    name: models.CharField({ maxLength: 20, default: "" }),
  },
  label,
) {
  declare labelSet: RelatedManager<Label>;
}

class Label extends models.Model<Label>()(
  {
    name: models.CharField({ maxLength: 20 }),
    country: models.ForeignKey(() => Country, { onDelete: models.CASCADE, toField: "code" }),
    parent: models.ForeignKey(() => Label, { onDelete: models.CASCADE, null: true }),
  },
  label,
) {
  declare labelSet: RelatedManager<Label>;
  declare contract: Contract | Lazy<Contract>;
}

class Contract extends models.Model<Contract>()(
  {
    label: models.OneToOneField(() => Label, { onDelete: models.CASCADE, primaryKey: true }),
    loose: models.ForeignKey(() => Country, {
      onDelete: models.CASCADE,
      dbConstraint: false,
      dbIndex: false,
      null: true,
      relatedName: "+",
      limitChoicesTo: { code__startswith: "F" },
    }),
    named: models.ForeignKey("archive.Country", {
      onDelete: models.CASCADE,
      null: true,
      relatedName: "namedContracts",
      relatedQueryName: "contract",
    }),
  },
  label,
) {}

async function archive() {
  const database = await memoryDatabase(Country, Label, Contract);
  const france = await Country.objects.create({ code: "FR", name: "France" });
  const ultraphone = await Label.objects.create({ name: "Ultraphone", country: france });
  return { france, ultraphone, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
}

describe("a foreign key", () => {
  it("has an attribute, a key attribute and a column [MOD-26]", async () => {
    await using world = await archive();
    const field = Label.meta.getField("country");

    expect([field.attname, field.column, field.dbIndex]).toEqual(["countryId", "country_id", true]);
    expect(world.ultraphone.countryId).toBe("FR");
  });

  it("is loaded by one query, once [MOD-26]", async () => {
    await using world = await archive();
    const read = await Label.objects.get({ pk: world.ultraphone.pk });

    const sent = await statementsOf(async () => {
      expect((await read.country).name).toBe("France");
      expect((read.country as Country).name).toBe("France");
    });

    expect(sent).toHaveLength(1);
  });

  it("holds another unique field with toField, in queries too [MOD-31]", async () => {
    await using world = await archive();

    expect(await Label.objects.filter({ country: world.france }).count()).toBe(1);
    expect(await Label.objects.filter({ ["country" as "name"]: "FR" }).count()).toBe(1);
    expect(await Label.objects.filter({ country__name: "France" }).count()).toBe(1);
    expect(await world.france.labelSet.count()).toBe(1);
  });

  it("forgets the loaded object when its key changes [MOD-33]", async () => {
    await using world = await archive();
    await Country.objects.create({ code: "BE", name: "Belgium" });
    world.ultraphone.countryId = "BE";

    expect((await world.ultraphone.country).name).toBe("Belgium");
  });

  it("takes null only where it may be null [MOD-26]", async () => {
    await using world = await archive();

    world.ultraphone.parent = null;
    expect([world.ultraphone.parent, world.ultraphone.parentId]).toEqual([null, null]);
    expect(Contract.meta.getField("named").null).toBe(true);
  });

  it("refuses an object of another model, naming both [MOD-26]", async () => {
    await using world = await archive();

    expect(() => {
      world.ultraphone.country = world.ultraphone as never;
    }).toThrow(
      "Cannot assign a archive.Label to archive.Label.country: it must be a archive.Country.",
    );
    expect(() => {
      world.ultraphone.country = "FR" as never;
    }).toThrow(InvalidValue);
  });

  it("says which row is missing when the key leads nowhere [MOD-26]", async () => {
    await using world = await archive();
    const contract = await Contract.objects.create({ label: world.ultraphone, looseId: 99 });
    const read = await Contract.objects.get({ pk: contract.pk });

    await expect(Promise.resolve(read.loose)).rejects.toThrow(Country.DoesNotExist);
  });

  it("can point at its own model [MOD-36]", async () => {
    await using world = await archive();
    const child = await Label.objects.create({
      name: "Swing",
      country: world.france,
      parent: world.ultraphone,
    });

    expect((await world.ultraphone.labelSet.all()).map(({ name }) => name)).toEqual(["Swing"]);
    expect((await child.parent)?.name).toBe("Ultraphone");
  });

  it("can be named by app and model [MOD-26] [MOD-36] [SET-33]", async () => {
    await using world = await archive();
    const contract = await Contract.objects.create({
      label: world.ultraphone,
      ["named" as "loose"]: world.france,
    });

    expect((contract as unknown as { namedId: number }).namedId).toBe(world.france.id);
    expect(
      await Country.objects.filter({ ["contract__label__name" as "name"]: "Ultraphone" }).count(),
    ).toBe(1);
  });

  it("names the models that there are when the named one is missing [MOD-36]", () => {
    class Lost extends models.Model<Lost>()(
      { to: models.ForeignKey("archive.Cuntry", { onDelete: models.CASCADE }) },
      { ...label, appLabel: "lost" },
    ) {}

    expect(() => (Lost.meta.getField("to") as unknown as { target: unknown }).target).toThrow(
      ImproperlyConfigured,
    );
    expect(() => (Lost.meta.getField("to") as unknown as { target: unknown }).target).toThrow(
      /lost\.Lost\.to points at "archive\.Cuntry".*archive\.Country/s,
    );
  });

  it('has no attribute on the other side with relatedName "+" [MOD-28]', () => {
    registerModels(Country, Label, Contract);
    const names = Country.meta.reverseRelations().map(({ accessorName }) => accessorName);

    expect(names).toContain("namedContracts");
    expect(names.filter((name) => name === undefined)).toHaveLength(1);
    expect(Country.meta.queryNames()).not.toContain("+");
  });

  it("checks in validation that the row exists and fits limitChoicesTo [MOD-31]", async () => {
    await using world = await archive();
    const belgium = await Country.objects.create({ code: "BE" });
    const lost = new Label({ name: "x", countryId: "XX" });
    const limited = new Contract({ label: world.ultraphone, loose: belgium });

    await expect(lost.fullClean()).rejects.toThrow(
      "country instance with code 'XX' is not a valid choice.",
    );
    await expect(limited.fullClean()).rejects.toThrow(/is not a valid choice/);
  });

  it("is kept by the database, unless dbConstraint is false [MOD-31]", async () => {
    await using world = await archive();
    await Contract.objects.create({ label: world.ultraphone, looseId: 99 });

    await expect(Label.objects.create({ name: "x", countryId: "XX" })).rejects.toThrow(
      /FOREIGN KEY|foreign key/,
    );
  });
});

describe("a one-to-one relation", () => {
  it("gives one object on both sides [MOD-29]", async () => {
    await using world = await archive();
    await Contract.objects.create({ label: world.ultraphone });
    const read = await Label.objects.get({ pk: world.ultraphone.pk });

    const contract = await read.contract;

    expect(contract.pk).toBe(world.ultraphone.pk);
    expect(await contract.label).toBe(read);
  });

  it("throws DoesNotExist of the other model when there is none [MOD-29]", async () => {
    await using world = await archive();

    await expect(Promise.resolve(world.ultraphone.contract)).rejects.toThrow(Contract.DoesNotExist);
  });

  it("is loaded backwards by selectRelated(), without one too [MOD-34] [QS-11]", async () => {
    await using world = await archive();
    await Label.objects.create({ name: "Swing", country: world.france });
    await Contract.objects.create({ label: world.ultraphone });

    const sent = await statementsOf(async () => {
      const [first, second] = await Label.objects.orderBy("-name").selectRelated("contract");
      expect(first?.contract.pk).toBe(first?.pk);
      await expect(Promise.resolve(second?.contract)).rejects.toThrow(Contract.DoesNotExist);
    });

    expect(sent).toHaveLength(1);
  });

  it("sets the key of the other object when it is assigned backwards [MOD-29]", async () => {
    await using world = await archive();
    const contract = new Contract({});

    world.ultraphone.contract = contract;
    await contract.save();

    expect(contract.labelId).toBe(world.ultraphone.pk);
  });
});
