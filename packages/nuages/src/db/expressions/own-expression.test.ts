import { afterEach, beforeEach, describe, expect, it } from "vitest";

import {
  Count,
  Expression,
  F,
  FieldError,
  Func,
  NotSupportedError,
  Sum,
  Value,
  Window,
  models,
  type Compiler,
  type Sql,
} from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Author, Book, libraryModels } from "../testing/library.ts";

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase(...libraryModels);
  const ann = await Author.objects.create({ firstName: "Ann", age: 30 });
  const bob = await Author.objects.create({ firstName: "Bob" });
  await Book.objects.create({ title: "Short", pages: 50, author: ann });
  await Book.objects.create({ title: "Long", pages: 500, author: ann });
  await Book.objects.create({ title: "Middle", pages: 150, author: bob });
});

afterEach(async () => {
  await database[Symbol.asyncDispose]();
});

/** The first of two expressions where it is greater than the second, else the second. */
class Larger extends Expression<number, never> {
  readonly first: Expression;
  readonly second: Expression;

  constructor(first: Expression, second: Expression) {
    super(models.IntegerField() as never);
    this.first = first;
    this.second = second;
  }

  override sources(): readonly Expression[] {
    return [this.first, this.second];
  }

  override withSources([first, second]: readonly Expression[]): Expression {
    return new Larger(first ?? this.first, second ?? this.second);
  }

  override sql(compiler: Compiler): Sql {
    const [first, second] = [compiler.compile(this.first), compiler.compile(this.second)];
    return {
      text: `CASE WHEN ${first.text} > ${second.text} THEN ${first.text} ELSE ${second.text} END`,
      params: [...first.params, ...second.params, ...first.params, ...second.params],
    };
  }
}

/** The same for another database in other words. */
class Greeting extends Func {
  static override readonly function = "NO_SUCH_FUNCTION";
  static override readonly arity = 1;

  asSqlite(compiler: Compiler): Sql {
    return this.render(compiler, { template: "'Hello ' || %(expressions)s" });
  }
}

class Never extends Expression {
  override get filterable(): boolean {
    return false;
  }

  override sql(): Sql {
    return { text: "1", params: [] };
  }
}

describe("an expression of one's own", () => {
  it("is resolved with what is inside it, joins included [QS-44]", async () => {
    const rows = Book.objects.annotate({
      most: new Larger(F("pages"), F("author__age").times(10)),
    });

    expect(await rows.orderBy("pages").valuesList("most", { flat: true })).toEqual([
      300,
      null,
      500,
    ]);
    expect(await rows.filter({ most__gte: 400 }).count()).toBe(1);
    expect(await rows.orderBy("-most").valuesList("title", { flat: true })).toEqual([
      "Long",
      "Short",
      "Middle",
    ]);
  });

  it("stands in aggregates, groups and subqueries under other table names [QS-44]", async () => {
    const larger = new Larger(F("pages"), Value(100));

    expect(await Book.objects.aggregate({ total: Sum(larger) })).toEqual({ total: 750 });
    const groups = await Book.objects
      .orderBy()
      .annotate({ larger })
      .values("larger")
      .annotate({ n: Count("id") });
    expect(groups).toHaveLength(3);
    const long = Book.objects.annotate({ larger }).filter({ larger__gt: 400 });
    expect(
      await Author.objects.filter({ book__in: long }).valuesList("firstName", { flat: true }),
    ).toEqual(["Ann"]);
  });

  it("is written in the words of each database [QS-44]", async () => {
    const names = await Author.objects
      .annotate({ hello: new Greeting(["firstName"]) })
      .orderBy("pk")
      .valuesList("hello", { flat: true });

    expect(names).toEqual(["Hello Ann", "Hello Bob"]);
    expect(() => new Greeting(["firstName", "age"])).toThrow("takes exactly 1 argument (2 given)");
  });

  it("says what it is: aggregate, window, condition, type [QS-44]", () => {
    const count = Count("book") as unknown as Expression;
    const sum = Window(Sum("pages")) as unknown as Expression;
    const plain = new Larger(F("pages"), Value(1));

    expect([count.containsAggregate, sum.containsAggregate, plain.containsAggregate]).toEqual([
      true,
      false,
      false,
    ]);
    expect([count.containsOverClause, sum.containsOverClause]).toEqual([false, true]);
    expect([count.windowCompatible, plain.windowCompatible]).toEqual([true, false]);
    expect([count.emptyResultValue, plain.outputField.getInternalType()]).toEqual([
      0,
      "IntegerField",
    ]);
    expect([...plain.flatten()]).toHaveLength(3);
    expect(() => new Never().outputField).toThrow(FieldError);
    expect(() => Book.objects.annotate({ n: new Never() }).filter({ n: 1 })).toThrow(
      NotSupportedError,
    );
  });

  it("is turned round in an ordering, NULLs included [QS-44] [QS-43]", async () => {
    const names = async (order: ReturnType<ReturnType<typeof F>["asc"]>): Promise<string[]> =>
      Author.objects.orderBy(order).valuesList("firstName", { flat: true });

    const order = F("age").asc({ nullsFirst: true });
    expect(await names(order)).toEqual(["Bob", "Ann"]);
    expect(await names(order.reversed())).toEqual(["Ann", "Bob"]);
  });
});
