import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, describe, expect, it } from "vitest";

import * as db from "../../db/index.ts";
import { F, Lower, models, Now, Q, Value } from "../../db/index.ts";
import * as i18n from "../../i18n/index.ts";
import { gettextLazy, now } from "../../i18n/index.ts";
import * as datetime from "../../utils/datetime.ts";
import { DateTime } from "../../utils/datetime.ts";
import * as decimal from "../../utils/decimal.ts";
import { Decimal } from "../../utils/decimal.ts";
import * as temporal from "../../utils/temporal.ts";
import { Temporal } from "../../utils/temporal.ts";
import * as validation from "../../validation/index.ts";
import { MaxLengthValidator, RegexValidator } from "../../validation/index.ts";
import * as entry from "../index.ts";
import { migrations, Operation } from "../index.ts";
import { CannotSerialize } from "./errors.ts";
import { ExportedCode } from "./exported-code.ts";
import { Imports } from "./imports.ts";
import { call, inline, layOut, quoted } from "./layout.ts";
import { migrationSource } from "./migration-source.ts";
import { registerSerializer, serialize, unregisterSerializer } from "./serialize.ts";

export function defaultTitle(): string {
  return "untitled";
}

export class BookQuerySet extends models.QuerySet<object> {
  thick(): this {
    return this;
  }
}

export class BookManager extends models.Manager<object> {
  override readonly useInMigrations = true;
}

export const helpers = { shelf: (): string => "a" };

export class Reindex extends Operation {
  readonly table: string;

  constructor(table: string) {
    super();
    this.table = table;
  }

  override stateForwards(): void {}
  override async databaseForwards(): Promise<void> {}
  override async databaseBackwards(): Promise<void> {}

  override describe(): string {
    return `Reindex ${this.table}`;
  }

  override deconstruct() {
    return { name: "Reindex", args: [this.table] };
  }
}

const own = { defaultTitle, BookQuerySet, BookManager, helpers, Reindex };

const modules: Readonly<Record<string, object>> = {
  "nuages/db": db,
  "nuages/migrations": entry,
  "nuages/validation": validation,
  "nuages/i18n": i18n,
  "nuages/utils/datetime": datetime,
  "nuages/utils/decimal": decimal,
  "nuages/utils/temporal": temporal,
  "node:crypto": { default: { randomUUID }, randomUUID },
  "../code.ts": own,
};

const code = ExportedCode.of(
  Object.entries(modules).map(([specifier, module]) => ({ specifier, module })),
);
const paths = code.seenFrom("/site/catalog/migrations");

function source(operations: readonly Operation[], more: object = {}): string {
  return migrationSource(
    { appLabel: "catalog", name: "0001_initial", operations, ...more },
    { paths, header: false },
  );
}

/** What a migration's text exports, with the modules above. */
function evaluate(text: string): entry.MigrationDefinition {
  const names: string[] = [];
  const values: unknown[] = [];
  for (const [, list = "", specifier = ""] of text.matchAll(
    /^import \{([^}]+)\} from ["'](.+)["'];$/gmu,
  )) {
    for (const item of list.split(",").filter((part) => part.trim() !== "")) {
      const [exported = "", local = exported] = item.trim().split(" as ");
      names.push(local);
      values.push((modules[specifier] as Record<string, unknown>)[exported]);
    }
  }
  const body = text.replaceAll(/^import [^;]+;$/gmu, "").replace("export default", "return");
  // oxlint-disable-next-line typescript/no-implied-eval -- The text was made above, from values of this test.
  return new Function(...names, body)(...values) as entry.MigrationDefinition;
}

/** The text of a value, and the value that the text makes. */
function roundTrip(value: unknown): { text: string; back: unknown } {
  const imports = new Imports();
  const text = inline(serialize(value, { imports, paths, path: "", depth: 0 }));
  const wrapped = [...imports.lines(), `export default { operations: [], value: ${text} };`].join(
    "\n",
  );
  return { text, back: (evaluate(wrapped) as unknown as { value: unknown }).value };
}

let folder: string | undefined;

afterEach(() => {
  if (folder !== undefined) rmSync(folder, { recursive: true });
  folder = undefined;
});

/** What the formatter and the linter make of a migration's text. */
function formatted(text: string): string {
  folder = mkdtempSync(join(tmpdir(), "writer-"));
  const file = join(folder, "0001_initial.ts");
  writeFileSync(file, text);
  const bin = join(import.meta.dirname, "../../../../../node_modules/.bin");
  execFileSync(join(bin, "oxfmt"), ["0001_initial.ts"], { cwd: folder });
  execFileSync(join(bin, "oxlint"), ["--deny-warnings", "0001_initial.ts"], { cwd: folder });
  return readFileSync(file, "utf8");
}

describe("values in migrations", () => {
  it.each([
    [1, "1"],
    [-0.5, "-0.5"],
    [1e21, "1e21"],
    [Number.NaN, "Number.NaN"],
    [Number.POSITIVE_INFINITY, "Infinity"],
    [-0, "-0"],
    [12n, "12n"],
    ["a", '"a"'],
    ['say "hi" to \'em', "'say \"hi\" to \\'em'"],
    ['say "hi"', "'say \"hi\"'"],
    ["line\nbreak\\ \u0000 \u2028 ümlaut 🎉", undefined],
    [true, "true"],
    [null, "null"],
    [undefined, "undefined"],
    [[1, "a", [null]], '[1, "a", [null]]'],
    [{ a: 1, "b-c": { d: [] } }, '{ a: 1, "b-c": { d: [] } }'],
    [JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}'), undefined],
    [new Set([1, 2]), "new Set([1, 2])"],
    [new Set(), "new Set()"],
    [new Map([["a", 1]]), 'new Map([["a", 1]])'],
    [/^a\/b$/iu, "/^a\\/b$/iu"],
    [new Date("2026-11-20T10:00:00.123Z"), 'new Date("2026-11-20T10:00:00.123Z")'],
    [DateTime.from("2026-11-20T10:00:00.123456Z"), 'new DateTime("2026-11-20T10:00:00.123Z", 456)'],
    [new Decimal("1.10"), 'new Decimal("1.10")'],
    [Temporal.PlainDate.from("2026-11-20"), 'Temporal.PlainDate.from("2026-11-20")'],
    [Temporal.PlainTime.from("10:30"), 'Temporal.PlainTime.from("10:30:00")'],
    [Temporal.Duration.from({ hours: 2 }), 'Temporal.Duration.from("PT2H")'],
    [new Uint8Array([1, 2, 255]), "new Uint8Array([1, 2, 255])"],
    [new Uint8Array(40).fill(7), undefined],
    [Buffer.from("text"), 'Buffer.from("dGV4dA==", "base64")'],
    [new URL("https://example.com/a"), 'new URL("https://example.com/a")'],
    [defaultTitle, "defaultTitle"],
    [BookManager, "BookManager"],
    [helpers.shelf, "helpers.shelf"],
    [now, "now"],
    [randomUUID, "randomUUID"],
  ])("%s is written as code that makes it again [MIG-38]", (value, expected) => {
    const { text, back } = roundTrip(value);

    expect(text).toBe(expected ?? text);
    expect(back).toStrictEqual(value);
  });

  it("writes lazy texts as they are without a translation [MIG-38]", () => {
    expect(roundTrip(gettextLazy("Title")).text).toBe('"Title"');
  });

  it("writes members of an enumeration, and enumerations as choices [MIG-38]", () => {
    const Status = models.choices({ LOAN: ["o", "On loan"], FREE: ["a", "Free"] });

    const text = source([
      migrations.AddField({
        modelName: "book",
        name: "status",
        field: models.CharField({ maxLength: 1, choices: Status, default: Status.FREE }),
      }),
    ]);

    expect(text).toContain('["o", "On loan"]');
    expect(text).toContain('default: "a"');
  });

  it("writes validators, and whatever has deconstruct() [MIG-38] [MIG-39]", () => {
    const { text, back } = roundTrip([new MaxLengthValidator(3), new RegexValidator(/^a+$/u)]);

    expect(text).toBe("[new MaxLengthValidator(3), new RegexValidator(/^a+$/u)]");
    expect((back as MaxLengthValidator[])[0]?.equals(new MaxLengthValidator(3))).toBe(true);
  });

  it.each([
    [Q({ pages__gt: 300, title: "a" }), 'Q({ pages__gt: 300, title: "a" })'],
    [
      Q({ a: 1 })
        .or(Q({ b: 2 }).not())
        .and(Q({ c: null })),
      "Q({ a: 1 }).or(Q({ b: 2 }).not()).and(Q({ c: null }))",
    ],
    [Q({ a: 1 }).xor(Q({ b: 2 })), "Q({ a: 1 }).xor(Q({ b: 2 }))"],
    [Q({ a__lt: F("b") }), 'Q({ a__lt: F("b") })'],
    [F("price").times(2).plus(F("fee")), 'F("price").times(2).plus(F("fee"))'],
    [Lower("title"), 'Lower("title")'],
    [F("title").desc({ nullsLast: true }), 'F("title").desc({ nullsLast: true })'],
    [Now(), "Now()"],
    [Value("x"), 'Value("x")'],
    [
      db.Case(db.When({ a: 1 }, Value("one")), { default: Value("more") }),
      'Case(When(Q({ a: 1 }), "one"), { default: "more" })',
    ],
    [db.Coalesce("a", Value("b")), 'Coalesce("a", Value("b"))'],
    [db.Cast("a", models.IntegerField()), 'Cast("a", models.IntegerField())'],
    [db.Collate("a", "nocase"), 'Collate("a", "nocase")'],
    [db.RawSQL("a > %s", [1]), 'RawSQL("a > %s", [1])'],
    [db.GreaterThan(F("a"), 1), 'GreaterThan(F("a"), 1)'],
    [
      db.ExpressionWrapper(Q({ a: 1 }), { outputField: models.BooleanField() }),
      "ExpressionWrapper(Q({ a: 1 }), { outputField: models.BooleanField() })",
    ],
  ])("writes conditions and expressions: %#", (value, expected) => {
    const { text, back } = roundTrip(value);

    expect(text).toBe(expected);
    expect(roundTrip(back).text).toBe(expected);
  });

  it("writes functions that depend on nothing as they are [MIG-38]", () => {
    expect(roundTrip(() => []).text).toBe("() => []");
    expect(roundTrip({ default: () => ({}) }).text).toBe("{ default: () => ({}) }");
  });

  it("names the place and the way out for a function that cannot be imported [MIG-39]", () => {
    const operation = migrations.AddField({
      modelName: "book",
      name: "title",
      field: models.CharField({ maxLength: 9, default: () => String(paths) }),
    });

    expect(() => source([operation])).toThrow(CannotSerialize);
    expect(() => source([operation])).toThrow(
      /catalog\.0001_initial: AddField: field: default is the function default, which a migration cannot import\.\n.*export function/u,
    );
  });

  it.each([
    [Symbol("a"), "a symbol"],
    [new (class Secret {})(), "an instance of Secret"],
    [new WeakMap(), "an instance of WeakMap"],
  ])("refuses what no code makes: %s [MIG-39]", (value, kind) => {
    expect(() => roundTrip(value)).toThrow(`The value is ${kind}, which cannot be written`);
  });

  it("refuses a value that contains itself [MIG-39]", () => {
    const endless: unknown[] = [];
    endless.push(endless);

    expect(() => roundTrip(endless)).toThrow("contains itself");
  });

  it("can be taught more kinds [MIG-39]", () => {
    class Money {
      readonly cents = 120;
    }
    registerSerializer(Money, ({ cents }, { imports }) =>
      call(`new ${imports.add("money", "Money")}`, String(cents)),
    );

    const imports = new Imports();
    const text = inline(serialize(new Money(), { imports, paths, path: "", depth: 0 }));
    unregisterSerializer(Money);

    expect([text, ...imports.lines()]).toEqual([
      "new Money(120)",
      'import { Money } from "money";',
    ]);
    expect(() => roundTrip(new Money())).toThrow("an instance of Money");
  });
});

const everything: readonly Operation[] = [
  migrations.CreateModel({
    name: "Book",
    fields: {
      id: models.BigAutoField({
        primaryKey: true,
        autoCreated: true,
        serialize: false,
        verboseName: "ID",
      }),
      title: models.CharField({
        maxLength: 200,
        default: defaultTitle,
        helpText:
          'A "quoted" text that is so long that the line with its option has no room for it, here',
        validators: [new RegexValidator(/^\S/u, { message: "No spaces in front." })],
      }),
      author: models.ForeignKey("catalog.author", {
        onDelete: models.SET(defaultTitle),
        null: true,
        relatedName: "books",
      }),
      owner: models.ForeignKey(models.swappable("AUTH_USER_MODEL"), { onDelete: models.CASCADE }),
      tags: models.ManyToManyField("catalog.tag", { blank: true, through: "catalog.tagging" }),
      status: models.CharField({
        maxLength: 1,
        choices: [
          ["o", "On loan"],
          ["a", "Available"],
        ],
      }),
      doubled: models.GeneratedField({
        expression: F("pages").times(2),
        outputField: models.IntegerField(),
        dbPersist: true,
      }),
      primes: models.JSONField({
        default: defaultTitle,
        dbDefault: Value([
          2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73,
        ]),
      }),
      created: models.DateTimeField({ dbDefault: Now() }),
    },
    options: {
      ordering: ["title", F("created").desc()],
      verboseName: "book",
      indexes: [
        new models.Index({ fields: ["title", "-created"], name: "book_title" }),
        new models.Index({
          expressions: [Lower("title")],
          name: "book_lower",
          condition: Q({ status: "a" }),
        }),
      ],
      constraints: [
        new models.CheckConstraint({
          condition: Q({ pages__gt: 0 }).or(Q({ pages: null })),
          name: "book_pages",
        }),
        new models.UniqueConstraint({ fields: ["title", "author"], name: "book_unique" }),
      ],
    },
    bases: ["catalog.publication"],
    managers: { objects: new BookManager(), thick: models.managerOf(BookQuerySet) },
  }),
  migrations.AlterUniqueTogether({
    name: "book",
    uniqueTogether: [["title", "author"], ["status"]],
  }),
  migrations.AddField({
    modelName: "book",
    name: "isbn",
    field: models.CharField({ maxLength: 13, default: "" }),
    preserveDefault: false,
  }),
  migrations.RunSQL("SELECT 1", { reverseSql: migrations.RunSQL.noop }),
  migrations.RunSQL([["UPDATE catalog_book SET title = %s", ["x"]], "DELETE FROM catalog_tag"]),
  migrations.SeparateDatabaseAndState({
    databaseOperations: [migrations.RunSQL("ALTER TABLE a RENAME TO b")],
    stateOperations: [migrations.RenameModel({ oldName: "A", newName: "B" })],
  }),
  new Reindex("catalog_book"),
  migrations.DeleteModel({ name: "Old" }),
];

describe("the text of a migration", () => {
  it("makes the same operations again [MIG-38]", () => {
    const text = source(everything, {
      initial: true,
      dependencies: [["catalog", "0000_before"], migrations.swappableDependency("AUTH_USER_MODEL")],
    });

    const definition = evaluate(text);

    expect(definition).toMatchObject({
      initial: true,
      dependencies: [["catalog", "0000_before"], { setting: "AUTH_USER_MODEL" }],
    });
    expect(definition.operations.map((one) => one.describe())).toEqual(
      everything.map((one) => one.describe()),
    );
    expect(
      source(definition.operations, {
        initial: true,
        dependencies: definition.dependencies,
      }),
    ).toBe(text);
  });

  it("is what the formatter and the linter want [MIG-38]", () => {
    const text = source(everything, { replaces: [["catalog", "0001_a"]], atomic: false });

    expect(formatted(text)).toBe(text);
  });

  it("is formatted where it is short, too [MIG-38]", () => {
    const text = source([migrations.DeleteModel({ name: "Old" })], {
      dependencies: [["catalog", "0001_initial"]],
    });

    expect(text).toBe(
      `import { defineMigration, migrations } from "nuages/migrations";

export default defineMigration({
  dependencies: [["catalog", "0001_initial"]],
  operations: [migrations.DeleteModel({ name: "Old" })],
});
`,
    );
    expect(formatted(text)).toBe(text);
    const empty = source([]);
    expect(formatted(empty)).toBe(empty);
  });

  it("says by what and when it was made, unless told not to [MIG-07]", () => {
    const text = migrationSource(
      { appLabel: "catalog", name: "0001_initial", operations: [] },
      { paths, comments: ["Two lines", "of comment."] },
    );

    expect(text).toMatch(
      /^\/\/ Generated by Nuages \d+\.\d+\.\d+ on \d{4}-\d\d-\d\d \d\d:\d\d\n\/\/ Two lines\n\/\/ of comment\.\nimport/u,
    );
    expect(source([])).not.toContain("Generated");
  });
});

describe("layOut()", () => {
  it("breaks the outermost brackets first", () => {
    const long = quoted("x".repeat(60));
    expect(layOut(call("f", call("g", long), call("h", long)))).toBe(
      `f(\n  g(${long}),\n  h(${long}),\n)`,
    );
  });
});
