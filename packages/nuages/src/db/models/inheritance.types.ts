import { models, type Manager, type QuerySet, type RelatedManager } from "../index.ts";
import { Author, Book, Timestamped } from "../testing/library.ts";

class SoftDelete extends models.Model<SoftDelete>()(
  { gone: models.BooleanField({ default: false }) },
  { abstract: true },
) {
  restore(): boolean {
    return this.gone;
  }

  static helper(): number {
    return 1;
  }
}

class Doc extends models.Model<Doc>().extends(Timestamped, SoftDelete)({
  title: models.TextField(),
  up: models.ForeignKey(() => Doc, { onDelete: models.CASCADE, null: true }),
}) {
  declare docSet: RelatedManager<Doc>;

  override age(): number {
    return super.age();
  }

  override restore(): boolean {
    return super.restore();
  }

  override async save(): Promise<void> {
    await super.save();
  }
}

class Token extends models.Model<Token>()({
  id: models.UUIDField({ primaryKey: true }),
  up: models.ForeignKey(() => Token, { onDelete: models.CASCADE, null: true }),
}) {}

class Use extends models.Model<Use>()({
  token: models.ForeignKey(() => Token, { onDelete: models.CASCADE }),
}) {}

export async function severalBasesAndKeysOfOtherTypes(): Promise<void> {
  const doc = await Doc.objects
    .filter({ gone: true, created__year: 2020, up__up__created__year: 2021, doc__title: "x" })
    .first();
  doc?.restore();
  doc?.age().toFixed();
  Doc.helper().toFixed();
  await Use.objects.create({ tokenId: "abc" });
  await Use.objects.filter({ token: "abc", token__up__pk__in: ["a"] });
  // @ts-expect-error the key is a text
  Use.objects.filter({ token: 3 });
  // @ts-expect-error no field of a base has that name
  Doc.objects.filter({ deleted: true });
}

/** Another package gives a model it does not own a reverse relation, beside its foreign key. */
class Prize extends models.Model<Prize>()({
  to: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
  name: models.TextField(),
}) {}

declare module "../testing/library.ts" {
  interface Author {
    prizeSet: RelatedManager<Prize>;
  }
}

export async function reverseRelationsByAugmentation(): Promise<void> {
  await Author.objects.filter({ prize__name__icontains: "x" });
  await Book.objects.filter({ author__prize__name: "x" });
  (await Author.objects.get({ pk: 1 })).prizeSet.filter({ name: "q" });
  // @ts-expect-error typo behind the added relation
  Author.objects.filter({ prize__nam: "x" });
}

// oxlint-disable-next-line typescript/no-explicit-any -- TypeScript wants any[] of a class that is mixed in
type Mixable<T> = abstract new (...parameters: any[]) => T;

class View {
  async dispatch(): Promise<unknown> {
    return 1;
  }
}

class ListView<M> extends View {
  declare model: { objects: Manager<M> };

  getQueryset(): QuerySet<M> {
    return this.model.objects.all();
  }

  async objectList(): Promise<M[]> {
    return await this.getQueryset();
  }
}

function LoginRequired<Base extends Mixable<View>>(base: Base) {
  abstract class LoginRequired extends base {
    loginUrl = "/";

    override async dispatch(): Promise<unknown> {
      return super.dispatch();
    }
  }
  return LoginRequired;
}

export class BookList extends LoginRequired(ListView<Book>) {
  override model = Book;

  override getQueryset() {
    return super.getQueryset().filter({ author__firstName: "x" }).selectRelated("author");
  }

  async titles(): Promise<string[]> {
    this.loginUrl.trim();
    return (await this.objectList()).map(({ title }) => title);
  }
}

class Answer extends models.Model<Answer>()(
  { book: models.ForeignKey(() => Book, { onDelete: models.CASCADE }) },
  { orderWithRespectTo: "book", verboseName: "answer" },
) {}
class LongAnswer extends models.Model<LongAnswer>().extends(Timestamped)(
  { book: models.ForeignKey(() => Book, { onDelete: models.CASCADE }) },
  { orderWithRespectTo: "book" },
) {}

export async function checkObjectOrder(answer: Answer, long: LongAnswer, doc: Doc): Promise<void> {
  const next: Answer = await answer.getNextInOrder();
  const previous: LongAnswer = await long.getPreviousInOrder();
  // @ts-expect-error documents have no order
  await doc.getNextInOrder();
  // @ts-expect-error there is no such option
  models.Model<Answer>()({}, { orderWithRespectTo: "book", orderin: [] });
  void [next, previous];
}
