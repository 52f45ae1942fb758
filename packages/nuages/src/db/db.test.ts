import { inspect } from "node:util";

import { describe, expect, it } from "vitest";

import {
  Count,
  F,
  FieldError,
  IntegrityError,
  InvalidUse,
  InvalidValue,
  ProtectedError,
  Q,
  TransactionManagementError,
  atomic,
  models,
  onCommit,
} from "./index.ts";
import { memoryDatabase, statementsOf } from "./testing/database.ts";
import { Author, Book, Publisher, Tag, libraryModels } from "./testing/library.ts";

async function library() {
  const database = await memoryDatabase(...libraryModels);
  const eco = await Author.objects.create({ firstName: "Umberto", age: 84 });
  const calvino = await Author.objects.create({ firstName: "Italo", mentor: eco });
  const rose = await Book.objects.create({ title: "Rose", pages: 500, author: eco });
  const baron = await Book.objects.create({
    title: "Baron",
    pages: 300,
    author: calvino,
    level: "U09",
  });
  const [old, tree] = [
    await Tag.objects.create({ name: "old" }),
    await Tag.objects.create({ name: "tree" }),
  ];
  await rose.tags.add(old);
  await baron.tags.add(old, tree);
  return {
    eco,
    calvino,
    rose,
    baron,
    old,
    tree,
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}

describe("querysets", () => {
  it("is lazy, and asks once when it is awaited twice [QS-01]", async () => {
    await using _ = await library();
    const books = Book.objects.filter({ pages__gte: 300 });

    const sent = await statementsOf(async () => {
      await books;
      await books;
    });

    expect(sent).toHaveLength(1);
  });

  it("cuts rows out with LIMIT and OFFSET, and refuses filters afterwards [QS-02]", async () => {
    await using _ = await library();
    const titles = Book.objects.orderBy("title").valuesList("title", { flat: true });

    expect(await titles.slice(1, 2)).toEqual(["Rose"]);
    expect(await titles.at(0)).toBe("Baron");
    expect(() => titles.slice(0, 1).filter({ pages: 300 })).toThrow(InvalidUse);
    expect(() => titles.slice(-1)).toThrow(InvalidValue);
  });

  it("leaves the queryset that a step starts from as it is [QS-03]", async () => {
    await using _ = await library();
    const all = Book.objects.all();
    const narrow = all.filter({ title: "Rose" });

    expect(await all.count()).toBe(2);
    expect(await narrow.count()).toBe(1);
  });

  it("iterates asynchronously [QS-05]", async () => {
    await using _ = await library();
    const titles: string[] = [];

    for await (const book of Book.objects.all()) titles.push(book.title);

    expect(titles).toEqual(["Rose", "Baron"]);
  });

  it("sends nothing for none() [QS-06]", async () => {
    await using _ = await library();

    const sent = await statementsOf(async () => {
      expect(await Book.objects.none()).toEqual([]);
      expect(await Book.objects.none().count()).toBe(0);
    });

    expect(sent).toEqual([]);
  });

  it("orders by paths, down and across relations, and turns round [QS-07]", async () => {
    await using _ = await library();
    const names = (books: { title: string }[]) => books.map(({ title }) => title);

    expect(names(await Book.objects.orderBy("author__firstName"))).toEqual(["Baron", "Rose"]);
    expect(names(await Book.objects.orderBy("author__firstName").reverse())).toEqual([
      "Rose",
      "Baron",
    ]);
  });

  it("gives plain objects, arrays and single values [QS-09]", async () => {
    await using _ = await library();
    const books = Book.objects.orderBy("title");

    expect(await books.values("title", "author__firstName")).toEqual([
      { title: "Baron", author__firstName: "Italo" },
      { title: "Rose", author__firstName: "Umberto" },
    ]);
    expect(await books.valuesList("title", "pages")).toEqual([
      ["Baron", 300],
      ["Rose", 500],
    ]);
  });

  it("annotates and filters by what was computed [QS-10]", async () => {
    await using _ = await library();

    const tags = await Tag.objects.annotate({ n: Count("book") }).filter({ n__gt: 1 });

    expect(tags.map(({ name, n }) => [name, n])).toEqual([["old", 2]]);
  });

  it("loads relations with joins and with further queries [QS-11] [QS-58]", async () => {
    await using _ = await library();

    const sent = await statementsOf(async () => {
      const [baron] = await Book.objects
        .orderBy("title")
        .selectRelated("author__mentor")
        .prefetchRelated("tags");
      expect(baron?.author.mentor?.firstName).toBe("Umberto");
      expect((await baron?.tags.all())?.map(({ name }) => name)).toEqual(["old", "tree"]);
    });

    expect(sent).toHaveLength(2);
  });

  it("joins conditions with and, or, not [QS-17]", async () => {
    await using _ = await library();
    const either = Q({ title: "Rose" }).or(Q({ author__firstName: "Italo" }));

    expect(await Book.objects.filter(either).count()).toBe(2);
    expect(await Book.objects.filter(either.and(Q({ pages: 500 }).not())).count()).toBe(1);
  });

  it("tells no row and several rows apart [QS-18]", async () => {
    await using _ = await library();

    await expect(Book.objects.get({ title: "Nothing" })).rejects.toThrow(Book.DoesNotExist);
    await expect(Book.objects.get({ pages__gt: 1 })).rejects.toThrow(Book.MultipleObjectsReturned);
  });

  it("gives the first and the last row, or null [QS-19]", async () => {
    await using _ = await library();

    expect((await Author.objects.first())?.firstName).toBe("Umberto");
    expect((await Author.objects.last())?.firstName).toBe("Italo");
    expect(await Author.objects.filter({ age: 1 }).first()).toBeNull();
  });

  it("gets or creates, and updates or creates [QS-20] [QS-21]", async () => {
    await using _ = await library();

    const [, created] = await Tag.objects.getOrCreate({ name: "new" });
    const [, again] = await Tag.objects.getOrCreate({ name: "new" });
    const [changed] = await Author.objects.updateOrCreate(
      { firstName: "Italo" },
      { defaults: { age: 62 } },
    );

    expect([created, again]).toEqual([true, false]);
    expect(changed.age).toBe(62);
  });

  it("updates rows in the database, with expressions too [QS-23]", async () => {
    await using _ = await library();

    const changed = await Book.objects
      .filter({ pages__lt: 400 })
      .update({ pages: F("pages").plus(1) });

    expect(changed).toBe(1);
    expect(await Book.objects.filter({ pages: 301 }).count()).toBe(1);
  });

  it("deletes rows with what hangs on them, and counts them [QS-24]", async () => {
    await using _ = await library();

    const result = await Author.objects.filter({ firstName: "Italo" }).delete();

    expect(result).toEqual([4, { "library.Author": 1, "library.Book": 1, "library.Book_tags": 2 }]);
  });

  it("creates many rows and gives them their keys [QS-25]", async () => {
    await using _ = await library();

    const made = await Tag.objects.bulkCreate([new Tag({ name: "x" }), new Tag({ name: "y" })]);

    expect(made.map(({ id }) => id)).toEqual([3, 4]);
  });

  it("follows relations both ways in one filter and in two [QS-33]", async () => {
    await using _ = await library();

    expect(await Author.objects.filter({ book__tags__name: "tree" }).count()).toBe(1);
    expect(await Author.objects.exclude({ book__tags__name: "tree" }).count()).toBe(1);
    expect(await Author.objects.filter({ students__book__title: "Baron" }).count()).toBe(1);
  });

  it("awaits promised values when the query runs", async () => {
    await using world = await library();

    const books = Book.objects.filter({ author: Promise.resolve(world.eco) });

    expect(await books.valuesList("title", { flat: true })).toEqual(["Rose"]);
  });

  it("names what is wrong with a path, and the nearest right names [QS-36]", async () => {
    await using _ = await library();

    expect(() => Book.objects.filter({ ["titel" as string]: 1 })).toThrow(FieldError);
    expect(() => Book.objects.filter({ ["author__nmae" as string]: 1 })).toThrow(
      /library.Author has no field or relation "nmae"/,
    );
    expect(() => Book.objects.filter({ ["titel" as string]: 1 })).toThrow(/Did you mean "title"/);
  });
});

describe("instances", () => {
  it("refuses unknown names with the nearest right ones [MOD-59]", async () => {
    await using _ = await library();
    const make = (values: object) => new Tag(values as { name: string });

    expect(() => make({ nmae: "x" })).toThrow(/unexpected keyword arguments: "nmae"/);
    expect(() => make(JSON.parse('{"__proto__": {"id": 5}, "name": "x"}') as object)).toThrow(
      InvalidUse,
    );
  });

  it("is equal by model and key [MOD-59]", async () => {
    await using world = await library();
    const again = await Author.objects.get({ pk: world.eco.pk });

    expect(again.equals(world.eco)).toBe(true);
    expect(again.equals(world.calvino)).toBe(false);
    expect(new Author({ firstName: "x" }).equals(new Author({ firstName: "x" }))).toBe(false);
  });

  it("updates the row when it has a key, and copies when the key is cleared [MOD-60] [MOD-68]", async () => {
    await using world = await library();
    world.rose.title = "The Name of the Rose";
    await world.rose.save();
    world.rose.pk = null;
    await world.rose.save();

    expect(await Book.objects.filter({ title__contains: "Rose" }).count()).toBe(2);
  });

  it("gives labels, text, JSON and a readable picture [MOD-03] [MOD-66]", async () => {
    await using world = await library();

    expect(world.baron.getLevelDisplay()).toBe("Under 09s");
    expect(String(world.eco)).toBe("Umberto");
    expect(String(world.old)).toBe("Tag object (1)");
    expect(JSON.parse(JSON.stringify(world.old))).toEqual({ id: 1, name: "old" });
    expect(inspect(world.eco)).toContain("firstName: 'Umberto'");
  });

  it("gives a relation as promise, as object, as null [MOD-26]", async () => {
    await using world = await library();
    const book = await Book.objects.get({ pk: world.rose.pk });

    expect((await book.author).firstName).toBe("Umberto");
    expect(book.publisher).toBeNull();
    expect(() => {
      book.author = world.old as never;
    }).toThrow(/must be a library.Author/);
  });

  it("refuses to save with an unsaved related object [MOD-33]", async () => {
    await using _ = await library();
    const book = new Book({ title: "x", pages: 1, author: new Author({ firstName: "y" }) });

    await expect(book.save()).rejects.toThrow(/unsaved related object "author"/);
  });

  it("refuses deletion that a protected relation forbids [MOD-27]", async () => {
    await using world = await library();
    const house = await Publisher.objects.create({ name: "Bompiani", owner: world.calvino });
    world.rose.publisher = house;
    await world.rose.save();

    await expect(house.delete()).rejects.toThrow(ProtectedError);
  });

  it("refuses a field that the class body wipes", () => {
    class Wiped extends models.Model<Wiped>()(
      { name: models.CharField({ maxLength: 5 }) },
      { appLabel: "library" },
    ) {
      // @ts-expect-error a plain property would take the place of the field
      name!: string;
    }

    expect(() => Wiped.objects).toThrow(/Write "declare name/);
  });

  it("refuses field names that every instance uses [ADV-113]", () => {
    class Thenable extends models.Model<Thenable>()(
      { then: models.CharField({ maxLength: 5 }) },
      { appLabel: "library" },
    ) {}

    expect(() => Thenable.objects).toThrow(/reserved word.*fields\.E003/s);
  });
});

describe("managers of relations", () => {
  it("adds, removes, sets and clears many-to-many rows [MOD-30]", async () => {
    await using world = await library();
    const names = () => world.rose.tags.orderBy("name").valuesList("name", { flat: true });

    await world.rose.tags.set([world.tree]);
    expect(await names()).toEqual(["tree"]);
    await world.rose.tags.add(world.old.id);
    expect(await names()).toEqual(["old", "tree"]);
    await world.rose.tags.remove(world.tree);
    expect(await names()).toEqual(["old"]);
    await world.rose.tags.clear();
    expect(await names()).toEqual([]);
  });

  it("creates through a reverse foreign key and moves rows [MOD-32]", async () => {
    await using world = await library();

    await world.eco.bookSet.create({ title: "Pendulum", pages: 600 });
    await world.eco.bookSet.add(world.baron);

    expect(await world.eco.bookSet.count()).toBe(3);
    await expect(world.eco.bookSet.clear()).rejects.toThrow(/cannot be null/);
  });
});

describe("atomic()", () => {
  it("keeps what succeeds and undoes what throws [QS-62]", async () => {
    await using _ = await library();

    await atomic(() => Tag.objects.create({ name: "kept" }));
    await expect(
      atomic(async () => {
        await Tag.objects.create({ name: "lost" });
        throw new RangeError("stop");
      }),
    ).rejects.toThrow("stop");

    expect(
      await Tag.objects.filter({ name__in: ["kept", "lost"] }).valuesList("name", { flat: true }),
    ).toEqual(["kept"]);
  });

  it("runs siblings under Promise.all one after another: one's rollback leaves the other's rows", async () => {
    await using _ = await library();
    const pause = () => new Promise((resolve) => setImmediate(resolve));

    await atomic(async () => {
      await Promise.allSettled([
        atomic(async () => {
          await Tag.objects.create({ name: "one" });
          await pause();
          throw new RangeError("stop");
        }),
        atomic(async () => {
          await pause();
          await Tag.objects.create({ name: "two" });
        }),
      ]);
    });

    expect(
      await Tag.objects.filter({ name__in: ["one", "two"] }).valuesList("name", { flat: true }),
    ).toEqual(["two"]);
  });

  it("refuses a statement that comes after its block has ended", async () => {
    await using _ = await library();
    let late: Promise<unknown> = Promise.resolve();

    await atomic(async () => {
      late = new Promise((resolve) => setTimeout(resolve, 5)).then(() =>
        Tag.objects.create({ name: "late" }),
      );
    });

    await expect(late).rejects.toThrow(TransactionManagementError);
    expect(await Tag.objects.filter({ name: "late" }).count()).toBe(0);
  });

  it("refuses statements after an error of the database was swallowed [QS-63]", async () => {
    await using world = await library();

    const result = atomic(async () => {
      await expect(
        new Author({ id: world.eco.id, firstName: "x" }).save({ forceInsert: true }),
      ).rejects.toThrow(IntegrityError);
      await Tag.objects.count();
    });

    await expect(result).rejects.toThrow(TransactionManagementError);
  });

  it("runs callbacks after the commit, in order, and drops those of undone blocks [QS-64]", async () => {
    await using _ = await library();
    const log: string[] = [];

    await atomic(async () => {
      await onCommit(() => log.push("a"));
      await atomic(async () => {
        await onCommit(() => log.push("lost"));
        throw new RangeError("stop");
      }).catch(() => log.push("caught"));
      await onCommit(() => log.push("b"));
    });

    expect(log).toEqual(["caught", "a", "b"]);
  });
});
