import { describe, expect, it } from "vitest";

import { models } from "../../db/index.ts";
import { model, state } from "../testing/states.ts";
import { InvalidBasesError, StateError } from "./errors.ts";
import { ModelState } from "./model-state.ts";

class Open extends models.QuerySet<object> {
  open(): this {
    return this;
  }
}

class People extends models.Manager.fromQuerySet(Open) {
  readonly useInMigrations = true;
}

class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 20 }),
    state: models.CharField({ maxLength: 1, choices: [["o", "open"]] }),
  },
  { appLabel: "apps", ordering: ["-title"], dbTable: "books" },
) {
  static people = new People();
  static other = new models.Manager();
  shout(): string {
    return "!";
  }
}

const toAuthor = () => models.ForeignKey("lib.Author", { onDelete: models.CASCADE });
const key = () => models.AutoField({ primaryKey: true });

describe("StateApps", () => {
  it("gives classes with fields, options and managers of migrations, without methods [MIG-28]", () => {
    const { apps } = state(ModelState.fromModel(Book as never));
    const Old = apps.getModel("apps", "book") as unknown as typeof Book & { other?: unknown };

    expect(Old).not.toBe(Book);
    expect(Old.name).toBe("Book");
    expect(Old.meta.dbTable).toBe("books");
    expect(Old.meta.ordering).toEqual(["-title"]);
    expect(Old.people).toBeInstanceOf(People);
    expect(Old.other).toBeUndefined();
    const instance = new Old({ title: "a", state: "o" });
    expect(instance.getStateDisplay()).toBe("open");
    expect("shout" in instance).toBe(false);
    expect(String(instance)).toBe("Book object (null)");
  });

  it("knows relations both ways, also of models that were not asked for [MIG-28]", () => {
    const { apps } = state(
      model("Author"),
      model("Book", { author: toAuthor(), tags: models.ManyToManyField("lib.Tag") }),
      model("Tag"),
    );
    const Author = apps.getModel("lib.Author");

    expect(Author.meta.reverseRelations().map(({ accessorName }) => accessorName)).toEqual([
      "bookSet",
    ]);
    const tags = apps.getModel("lib", "book").meta.getField("tags");
    expect(tags.relation?.target).toBe(apps.getModel("lib", "Tag").meta);
    expect(apps.getModel("lib", "Book").meta.throughOf(tags).dbTable).toBe("lib_book_tags");
    expect(apps.getModels().map(({ name }) => name)).toEqual(["Author", "Book", "Tag"]);
  });

  it("has nothing to do with the models of the program [MIG-28]", () => {
    const { apps } = state(ModelState.fromModel(Book as never));
    const { meta } = apps.getModel("apps", "Book");

    expect(meta.registry).not.toBe(Book.meta.registry);
    expect(Book.meta.getField("title").model).toBe(Book.meta);
  });

  it("makes one model without the others, until a relation is followed", () => {
    const many = Array.from({ length: 50 }, (_, index) =>
      model(`M${index}`, {
        next: models.ForeignKey(`lib.M${(index + 1) % 50}`, { onDelete: models.CASCADE }),
      }),
    );
    const changed = state(...many);
    const { registry } = changed.render("lib", "M0").meta;

    expect(registry.version).toBe(1);
    const target = changed.render("lib", "M0").meta.declaredField("next").relation?.target;
    expect(target?.name).toBe("M1");
    expect(registry.version).toBe(2);
    changed.renderWithRelated("lib", "M0");
    expect(registry.version).toBe(3);
  });

  it("makes children and proxies with the classes of their bases [MIG-28]", () => {
    const { apps } = state(
      model("Poet", {}, { fields: {}, bases: ["lib.Author"] }),
      model("Vip", {}, { fields: {}, options: { proxy: true }, bases: ["lib.author"] }),
      model("Author", { name: models.TextField() }),
    );

    const Poet = apps.getModel("lib", "Poet");
    expect(Poet.meta.fields.map((field) => field.name)).toEqual(["id", "name", "authorPtr"]);
    expect(apps.getModel("lib", "Vip").meta.dbTable).toBe("lib_author");
    expect(new Poet()).toBeInstanceOf(apps.getModel("lib", "Author"));
  });

  it("knows the link to a parent by its label [MIG-28]", () => {
    const link = models.OneToOneField("lib.author", {
      onDelete: models.CASCADE,
      parentLink: true,
      autoCreated: true,
      primaryKey: true,
    });
    const { apps } = state(
      model("Author"),
      model("Poet", {}, { fields: { authorPtr: link }, bases: ["lib.Author"] }),
    );

    expect(apps.getModel("lib", "Poet").meta.localFields.map((field) => field.name)).toEqual([
      "authorPtr",
    ]);
  });

  it("names the bases and targets that lack [MIG-05]", () => {
    const orphan = state(model("Poet", {}, { fields: {}, bases: ["lib.Nobody"] }));
    const circle = state(
      model("A", {}, { fields: { a: key() }, bases: ["lib.B"] }),
      model("B", {}, { fields: { b: key() }, bases: ["lib.A"] }),
    );
    const lost = state(model("Book", { author: toAuthor() }));

    expect(() => orphan.apps.getModel("lib", "Poet")).toThrow(InvalidBasesError);
    expect(() => orphan.render("lib", "Poet")).toThrow(/lib.poet has the base lib.nobody/);
    expect(() => circle.render("lib", "A")).toThrow(/lib.a is a base of itself/);
    expect(() => lost.apps.getModel("lib", "Bok")).toThrow(StateError);
    expect(() => lost.apps.getModel("lib", "Book").meta.reverseRelations()).toThrow(
      /lib.Book.author points at "lib.Author", but there is no such model/,
    );
  });

  it("belongs to one moment: a changed state has others [MIG-28]", () => {
    const changed = state(model("Author"));
    const before = changed.render("lib", "Author");
    const copy = changed.clone();
    changed.addField("lib", "author", { name: "name", field: models.TextField() as never });

    expect(copy.render("lib", "Author")).toBe(before);
    expect(changed.render("lib", "Author").meta.fields).toHaveLength(2);
    expect(before.meta.fields).toHaveLength(1);
  });
});
