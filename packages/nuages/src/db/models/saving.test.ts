import { describe, expect, it } from "vitest";

import { F, InvalidValue, ObjectNotUpdated, models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";
import { Author, Book, Tag, libraryModels } from "../testing/library.ts";
import { stateOf } from "./instance-state.ts";

class Ticket extends models.Model<Ticket>()(
  {
    code: models.CharField({ maxLength: 8, primaryKey: true, default: () => "T1" }),
    seat: models.IntegerField({ default: 1 }),
    row: models.CharField({ maxLength: 2, default: "A" }),
  },
  { appLabel: "saving" },
) {}

const open = () => memoryDatabase(...libraryModels, Ticket);

/** The first words of the statements that `work` sends. */
async function verbsOf(work: () => Promise<unknown>): Promise<string[]> {
  return (await statementsOf(work)).map((sql) => sql.split(" ", 1)[0] ?? "");
}

describe("new Model()", () => {
  it("takes fields, attribute names and the alias pk [MOD-59]", () => {
    const book = new Book({ title: "x", pages: 1, authorId: 5, pk: 7 });

    expect([book.title, book.authorId, book.pk, book.id]).toEqual(["x", 5, 7, 7]);
  });

  it("calls defaults that are functions for each instance [MOD-01]", () => {
    let calls = 0;
    class Counted extends models.Model<Counted>()(
      { number: models.IntegerField({ default: () => ++calls }) },
      { appLabel: "saving" },
    ) {}

    expect([new Counted().number, new Counted().number]).toEqual([1, 2]);
  });

  it("has no database and is new until it is saved [MOD-67]", async () => {
    await using _ = await open();
    const tag = new Tag({ name: "x" });

    expect([stateOf(tag).adding, stateOf(tag).db]).toEqual([true, undefined]);
    await tag.save();
    expect([stateOf(tag).adding, stateOf(tag).db]).toEqual([false, "default"]);
  });

  it("refuses an abstract model [MOD-51]", () => {
    class Base extends models.Model<Base>()(
      { name: models.CharField({ maxLength: 5 }) },
      { abstract: true },
    ) {}

    expect(() => new Base({ name: "x" })).toThrow("Base is abstract and cannot be instantiated.");
  });
});

describe("save()", () => {
  it("inserts an object without a key and gives it one [MOD-60]", async () => {
    await using _ = await open();
    const tag = new Tag({ name: "x" });

    expect(await verbsOf(() => tag.save())).toEqual(["INSERT"]);
    expect(tag.id).toBe(1);
  });

  it("updates a row with the key, and inserts when there is none [MOD-60]", async () => {
    await using _ = await open();
    const tag = new Tag({ id: 9, name: "x" });

    expect(await verbsOf(() => tag.save())).toEqual(["UPDATE", "INSERT"]);
    expect(await verbsOf(() => tag.save())).toEqual(["UPDATE"]);
    expect(await Tag.objects.count()).toBe(1);
  });

  it("inserts at once when it is new and its key has a default [MOD-60]", async () => {
    await using _ = await open();

    expect(await verbsOf(() => new Ticket().save())).toEqual(["INSERT"]);
  });

  it("refuses a second row for a key with a default [MOD-60]", async () => {
    await using _ = await open();
    await Ticket.objects.create({});

    await expect(new Ticket({ code: "T1" }).save()).rejects.toThrow(/saving_ticket/);
  });

  it("only inserts with forceInsert [MOD-60]", async () => {
    await using _ = await open();

    const sent = await verbsOf(() => new Tag({ id: 3, name: "x" }).save({ forceInsert: true }));

    expect(sent).toEqual(["INSERT"]);
  });

  it("refuses forceUpdate without a row or a key [MOD-60] [MOD-65]", async () => {
    await using _ = await open();
    const missing = new Tag({ id: 3, name: "x" }).save({ forceUpdate: true });
    const keyless = new Tag({ name: "x" }).save({ forceUpdate: true });

    await expect(missing).rejects.toThrow(ObjectNotUpdated);
    await expect(keyless).rejects.toThrow("Cannot force an update in save() with no primary key.");
  });

  it("refuses to force both [MOD-60]", async () => {
    await using _ = await open();
    const both = new Tag({ name: "x" }).save({ forceInsert: true, forceUpdate: true });

    await expect(both).rejects.toThrow("Cannot force both insert and updating in model saving.");
  });

  it("sets only the columns of updateFields [MOD-61]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});
    Object.assign(ticket, { seat: 5, row: "Z" });

    await ticket.save({ updateFields: ["seat"] });

    const stored = await Ticket.objects.get({ pk: "T1" });
    expect([stored.seat, stored.row]).toEqual([5, "A"]);
  });

  it("takes a foreign key by both names in updateFields [MOD-61]", async () => {
    await using _ = await open();
    const eco = await Author.objects.create({ firstName: "Umberto" });
    const book = await Book.objects.create({ title: "x", pages: 1, author: eco });
    const other = await Author.objects.create({ firstName: "Italo" });
    book.author = other;

    await book.save({ updateFields: ["authorId"] });

    expect(await Book.objects.filter({ author: other }).count()).toBe(1);
  });

  it("names an unknown field of updateFields before any SQL [MOD-61]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});

    const sent = await statementsOf(async () => {
      await expect(ticket.save({ updateFields: ["saet"] })).rejects.toThrow(
        /updateFields names "saet", which does not exist in saving.Ticket/,
      );
      await expect(ticket.save({ updateFields: ["code"] })).rejects.toThrow(InvalidValue);
    });

    expect(sent).toEqual([]);
  });

  it("sends nothing for empty updateFields [MOD-61]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});

    expect(await statementsOf(() => ticket.save({ updateFields: [] }))).toEqual([]);
  });

  it("refuses updateFields when the row is gone [MOD-61] [MOD-65]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});
    await Ticket.objects.all().delete();

    await expect(ticket.save({ updateFields: ["seat"] })).rejects.toThrow(
      "Save with updateFields did not affect any rows.",
    );
  });

  it("leaves out deferred fields, unless they were assigned [MOD-61] [QS-14]", async () => {
    await using _ = await open();
    await Ticket.objects.create({});
    const partial = await Ticket.objects.only("seat").get({ pk: "T1" });

    const [first] = await statementsOf(() => partial.save());
    partial.row = "Q";
    const [second] = await statementsOf(() => partial.save());

    expect(first).not.toContain('"row"');
    expect(second).toContain('"row"');
    expect((await Ticket.objects.get({ pk: "T1" })).row).toBe("Q");
  });

  it("computes an assigned expression in the database, and reads it when asked [MOD-69]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});
    Object.assign(ticket, { seat: F("seat").plus(4) });

    await ticket.save();
    await ticket.refreshFromDb();

    expect(ticket.seat).toBe(5);
  });

  it("makes a copy when the key is cleared [MOD-68]", async () => {
    await using _ = await open();
    const tag = await Tag.objects.create({ name: "x" });
    tag.pk = null;

    await tag.save();

    expect(await Tag.objects.valuesList("id", "name")).toEqual([
      [1, "x"],
      [2, "x"],
    ]);
  });

  it("takes the key of a related object that was saved after it was assigned [MOD-33]", async () => {
    await using _ = await open();
    const eco = new Author({ firstName: "Umberto" });
    const book = new Book({ title: "x", pages: 1, author: eco });
    await eco.save();

    await book.save();

    expect(book.authorId).toBe(eco.id);
  });
});

describe("refreshFromDb()", () => {
  it("reads all fields again, or those that are named [MOD-63]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});
    await Ticket.objects.update({ seat: 8, row: "C" });

    await ticket.refreshFromDb({ fields: ["seat"] });
    expect([ticket.seat, ticket.row]).toEqual([8, "A"]);
    await ticket.refreshFromDb();
    expect(ticket.row).toBe("C");
  });

  it("forgets related objects whose key changed [MOD-63]", async () => {
    await using _ = await open();
    const eco = await Author.objects.create({ firstName: "Umberto" });
    const calvino = await Author.objects.create({ firstName: "Italo" });
    const book = await Book.objects.create({ title: "x", pages: 1, author: eco });
    await Book.objects.update({ author: calvino });

    await book.refreshFromDb();

    expect((await book.author).firstName).toBe("Italo");
  });

  it("reads through the queryset that is given [MOD-63]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});
    const none = ticket.refreshFromDb({ fromQueryset: Ticket.objects.filter({ seat: 99 }) });

    await expect(none).rejects.toThrow(Ticket.DoesNotExist);
  });

  it("refuses paths, and fails for a row that is gone [MOD-63]", async () => {
    await using _ = await open();
    const ticket = await Ticket.objects.create({});

    await expect(ticket.refreshFromDb({ fields: ["seat__gt"] })).rejects.toThrow(/Found "__"/);
    await ticket.delete();
    await expect(ticket.refreshFromDb()).rejects.toThrow(Ticket.DoesNotExist);
  });
});
