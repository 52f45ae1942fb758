import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import { checkModels } from "../checks.ts";
import { InvalidUse, models, registerModels, createTables } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import type { ModelClass } from "./model-class.ts";

configure({ secretKey: "x", authUserModel: "swapping.Member" });

class User extends models.Model<User>()(
  { name: models.CharField({ maxLength: 20 }), groups: models.ManyToManyField(() => Group) },
  { appLabel: "swapping", swappable: "AUTH_USER_MODEL" },
) {}

class Group extends models.Model<Group>()(
  { name: models.CharField({ maxLength: 20 }) },
  { appLabel: "swapping" },
) {}

class Member extends models.Model<Member>()(
  { nick: models.CharField({ maxLength: 20 }) },
  { appLabel: "swapping", swappable: "AUTH_USER_MODEL" },
) {}

class Letter extends models.Model<Letter>()(
  {
    writer: models.ForeignKey(models.swappable("AUTH_USER_MODEL"), {
      onDelete: models.CASCADE,
      relatedName: "letters",
    }),
  },
  { appLabel: "swapping" },
) {}

const check = (...classes: readonly unknown[]) =>
  checkModels(classes as readonly ModelClass[]).map(({ id, msg }) => `${id}: ${msg}`);

describe("a model that can be swapped", () => {
  let database: AsyncDisposable;

  beforeEach(async () => {
    database = await memoryDatabase(User, Group, Member, Letter);
  });

  afterEach(() => database[Symbol.asyncDispose]());

  it("is swapped when the setting names another [MOD-42] [SET-33]", () => {
    expect([User.meta.swapped, User.meta.replacement]).toEqual([true, "swapping.Member"]);
    expect([Member.meta.swapped, Member.meta.replacement]).toEqual([false, undefined]);
    using _ = overrideSettings({ authUserModel: "Swapping.user" });
    expect([User.meta.swapped, Member.meta.swapped]).toEqual([false, true]);
  });

  it("is resolved by relations that name the setting, both ways [MOD-42] [SET-33]", async () => {
    const member = await Member.objects.create({ nick: "ann" });
    const letter = await Letter.objects.create({ writer: member as never });

    expect((await Letter.objects.selectRelated("writer").get()).writer).toMatchObject({
      nick: "ann",
    });
    expect(await Letter.objects.filter({ writer: member as never }).count()).toBe(1);
    const letters = (member as unknown as { letters: typeof Letter.objects }).letters;
    expect(await letters.valuesList("pk", { flat: true })).toEqual([letter.pk]);
  });

  it("has no table, no rows and no names on other models [MOD-42]", async () => {
    await createTables({ models: [User] });
    expect(() => User.objects).toThrow(InvalidUse);
    expect(() => User.objects).toThrow(
      "swapping.User has no rows: it has been swapped for swapping.Member",
    );
    await expect(new User({ name: "x" }).save()).rejects.toThrow(InvalidUse);
    expect(Group.meta.reverseRelations().map(({ name }) => name)).toEqual([]);
  });

  it("is found by the checks when something still points at it [SET-42]", () => {
    class Old extends models.Model<Old>()(
      { user: models.ForeignKey(() => User, { onDelete: models.CASCADE }) },
      { appLabel: "swapping" },
    ) {}
    registerModels(Old);

    expect(check(Old)).toEqual([
      "fields.E301: Field defines a relation with the model 'swapping.User', which has been swapped out.",
    ]);
    expect(check(Letter, Member, User)).toEqual([]);
  });

  it.each([
    ["Member", "models.E001: 'AUTH_USER_MODEL' is not of the form 'app_label.ModelName'."],
    [
      "swapping.Nobody",
      "models.E002: 'AUTH_USER_MODEL' references 'swapping.Nobody', which has not been installed, or is abstract.",
    ],
  ])("says what is wrong with a setting that is %j [SET-43]", (authUserModel, message) => {
    using _ = overrideSettings({ authUserModel });
    expect(check(User)).toEqual([message]);
  });
});

it("a model whose setting does not exist is not swapped [MOD-42]", () => {
  class Token extends models.Model<Token>()(
    {},
    { appLabel: "swapping", swappable: "TOKEN_MODEL_OF_NOBODY" },
  ) {}

  expect(Token.meta.swapped).toBe(false);
});
