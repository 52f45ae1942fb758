import { describe, expect, it } from "vitest";

import { InvalidUse, models, type RelatedManager } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";

const label = { appLabel: "papers" };

class ArticleQuerySet extends models.QuerySet<Article> {
  published() {
    return this.filter({ open: true });
  }

  about(topic: string) {
    return this.filter({ topic });
  }
}

class OpenManager extends models.Manager.fromQuerySet(ArticleQuerySet) {
  override getQueryset() {
    return super.getQueryset().published();
  }

  topics() {
    return this.all().valuesList("topic", { flat: true });
  }
}

class Journal extends models.Model<Journal>()({ name: models.CharField({ maxLength: 9 }) }, label) {
  declare articleSet: RelatedManager<Article>;
}

class Article extends models.Model<Article>()(
  {
    topic: models.CharField({ maxLength: 9 }),
    open: models.BooleanField({ default: true }),
    journal: models.ForeignKey(() => Journal, { onDelete: models.CASCADE, null: true }),
  },
  label,
) {
  static readonly visible = new OpenManager();
  static override readonly objects = models.managerOf(ArticleQuerySet);
}

class Comment extends models.Model<Comment>()(
  { article: models.ForeignKey(() => Article, { onDelete: models.CASCADE, null: true }) },
  label,
) {}

class Titled extends models.Model<Titled>()(
  { title: models.CharField({ maxLength: 9 }) },
  { ...label, abstract: true },
) {
  static readonly short = new (class extends models.Manager<Titled> {
    override getQueryset() {
      return super.getQueryset().filter({ title__lt: "m" });
    }
  })();
}

class Poster extends models.Model<Poster>().extends(Titled)({}, label) {}
class Flyer extends models.Model<Flyer>().extends(Titled)(
  {},
  { ...label, defaultManagerName: "short", baseManagerName: "short" },
) {}

const open = async () => {
  const database = await memoryDatabase(Journal, Article, Comment, Poster, Flyer);
  const journal = await Journal.objects.create({ name: "Jazz Hot" });
  const [news, draft] = [
    await Article.objects.create({ topic: "news", journal }),
    await Article.objects.create({ topic: "draft", open: false, journal }),
  ];
  return { journal, news, draft, [Symbol.asyncDispose]: () => database[Symbol.asyncDispose]() };
};

describe("managers", () => {
  it("begin every query with what getQueryset() gives [MOD-54]", async () => {
    await using _ = await open();

    expect(await Article.visible.count()).toBe(1);
    expect(await Article.objects.count()).toBe(2);
    expect(await Article.visible.topics()).toEqual(["news"]);
  });

  it("have the methods of their queryset class, along the chain too [MOD-55] [QS-27]", async () => {
    await using _ = await open();

    const rows = await Article.objects.published().orderBy("id").about("news").published();

    expect(rows.map(({ topic }) => topic)).toEqual(["news"]);
  });

  it("use the first that is declared as the default: for collections of other models [MOD-54] [MOD-37]", async () => {
    await using world = await open();

    expect(Article.meta.defaultManager.name).toBe("visible");
    expect(await world.journal.articleSet.count()).toBe(1);
  });

  it("do not narrow the way to one related object [MOD-37]", async () => {
    await using world = await open();
    await Comment.objects.create({ article: world.draft });
    const comment = await Comment.objects.get();

    expect((await comment.article)?.topic).toBe("draft");
  });

  it("give related managers the methods of the default one [MOD-54]", async () => {
    await using world = await open();
    const articles = world.journal.articleSet as unknown as OpenManager;

    expect(await articles.topics()).toEqual(["news"]);
  });

  it("go from an abstract base to each child, bound to it [MOD-56]", async () => {
    await using _ = await open();
    await Poster.objects.bulkCreate([new Poster({ title: "a" }), new Poster({ title: "z" })]);

    expect(await Poster.short.count()).toBe(1);
    expect(Poster.short).not.toBe(Flyer.short);
  });

  it("are chosen by defaultManagerName and baseManagerName [MOD-42]", async () => {
    await using _ = await open();

    expect([Flyer.meta.defaultManager.name, Flyer.meta.baseManager.name]).toEqual([
      "short",
      "short",
    ]);
  });

  it("are called objects when the model declares none [MOD-54]", async () => {
    await using _ = await open();

    expect(Journal.meta.defaultManager.name).toBe("objects");
  });

  it("cannot be reached from an instance [MOD-56]", async () => {
    await using world = await open();

    expect("objects" in world.news).toBe(false);
  });

  it("have no delete(), and say so when getQueryset() is async [MOD-55]", () => {
    class Late extends models.Model<Late>()({ name: models.CharField({ maxLength: 9 }) }, label) {
      static override readonly objects = new (class extends models.Manager<Late> {
        // @ts-expect-error a promise is no queryset
        override async getQueryset() {
          return super.getQueryset();
        }
      })();
    }

    expect("delete" in Article.objects).toBe(false);
    expect(Late.meta.label).toBe("papers.Late");
    expect(() => Late.objects.all()).toThrow(InvalidUse);
    expect(() => Late.objects.all()).toThrow(/getQueryset\(\) must not be async/);
  });

  it("give a copy for another database [QS-69]", async () => {
    await using _ = await open();

    expect(Article.objects.dbManager("archive").all().using("default").db).toBe("default");
    expect(Article.objects.using("default").db).toBe("default");
  });
});
