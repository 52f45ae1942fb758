import { describe, expect, it } from "vitest";

import { F, models } from "../index.ts";
import { Field } from "./field.ts";

type Call = readonly [args: readonly unknown[], options: object];

/** A field with its call as migrations write it. */
const FIELDS: readonly (readonly [declared: unknown, type: string, call: Call])[] = [
  [
    models.CharField({ maxLength: 5, null: false, blank: true }),
    "CharField",
    [[], { maxLength: 5, blank: true }],
  ],
  [models.EmailField(), "EmailField", [[], { maxLength: 254 }]],
  [models.URLField(), "URLField", [[], {}]],
  [models.URLField({ maxLength: 99 }), "URLField", [[], { maxLength: 99 }]],
  [models.SlugField(), "SlugField", [[], {}]],
  [
    models.SlugField({ dbIndex: false, allowUnicode: true }),
    "SlugField",
    [[], { dbIndex: false, allowUnicode: true }],
  ],
  [models.AutoField(), "AutoField", [[], { primaryKey: true }]],
  [
    models.BigAutoField({ verboseName: "ID", autoCreated: true }),
    "BigAutoField",
    [[], { verboseName: "ID", autoCreated: true, primaryKey: true }],
  ],
  [models.BooleanField({ default: false }), "BooleanField", [[], { default: false }]],
  [models.DateTimeField({ autoNowAdd: true }), "DateTimeField", [[], { autoNowAdd: true }]],
  [models.DateField({ autoNow: true, editable: true }), "DateField", [[], { autoNow: true }]],
  [models.TimeField({ blank: true }), "TimeField", [[], { blank: true }]],
  [
    models.DecimalField({ maxDigits: 5, decimalPlaces: 2 }),
    "DecimalField",
    [[], { maxDigits: 5, decimalPlaces: 2 }],
  ],
  [models.BinaryField(), "BinaryField", [[], {}]],
  [models.BinaryField({ editable: true }), "BinaryField", [[], { editable: true }]],
  [models.GenericIPAddressField({ protocol: "both" }), "GenericIPAddressField", [[], {}]],
  [
    models.GenericIPAddressField({ protocol: "IPv4" }),
    "GenericIPAddressField",
    [[], { protocol: "IPv4" }],
  ],
  [models.UUIDField({ unique: true }), "UUIDField", [[], { unique: true }]],
  [
    models.JSONField({ schema: { "~standard": { validate: (value: unknown) => value } } }),
    "JSONField",
    [[], {}],
  ],
  [models.FileField({ uploadTo: "a" }), "FileField", [[], { uploadTo: "a" }]],
  [
    models.FilePathField({ path: "/srv", allowFiles: true }),
    "FilePathField",
    [[], { path: "/srv" }],
  ],
  [models.CompositePrimaryKey("a", "b"), "CompositePrimaryKey", [["a", "b"], {}]],
  [
    models.ForeignKey("shop.Author", { onDelete: models.CASCADE }),
    "ForeignKey",
    [["shop.author"], { onDelete: "CASCADE" }],
  ],
  [
    models.ForeignKey("self", { onDelete: models.PROTECT, dbIndex: false, dbConstraint: false }),
    "ForeignKey",
    [["self"], { onDelete: "PROTECT", dbIndex: false, dbConstraint: false }],
  ],
  [
    models.OneToOneField("shop.Author", { onDelete: models.SET(3) }),
    "OneToOneField",
    [["shop.author"], { onDelete: { set: 3 } }],
  ],
  [
    models.ForeignKey(models.swappable("AUTH_USER_MODEL"), { onDelete: models.CASCADE }),
    "ForeignKey",
    [[{ setting: "AUTH_USER_MODEL" }], { onDelete: "CASCADE" }],
  ],
  [
    models.ManyToManyField("shop.Author", { through: "shop.Credit", dbTable: "x" }),
    "ManyToManyField",
    [["shop.author"], { through: "shop.credit", dbTable: "x" }],
  ],
];

describe("deconstruct()", () => {
  it.each(FIELDS)(
    "leaves out what is as without options: %#, $1 [MIG-22]",
    (declared, type, [args, options]) => {
      const field = declared as Field;

      expect(field.deconstruct()).toEqual({ name: "", type, args, options });
    },
  );

  it.each(FIELDS)(
    "is enough to make an equal field: %#, $1 [MIG-38]",
    (declared, _, [args, options]) => {
      const make = (declared as Field).constructor as new (...given: unknown[]) => Field;
      const some = Object.keys(options).length > 0 ? [options] : [];
      const again = new make(...args, ...some);

      expect(again.deconstruct()).toEqual((declared as Field).deconstruct());
    },
  );

  it("says what a generated column is made of [MIG-38]", () => {
    const outputField = models.IntegerField();
    const expression = F("a").plus(1);
    const field = models.GeneratedField({
      expression,
      outputField,
      dbPersist: true,
    }) as unknown as Field;

    expect(field.deconstruct().options).toEqual({ expression, outputField, dbPersist: true });
  });

  it("names the target of a declared relation by its label, or by the setting that decides it [MIG-04]", () => {
    class Author extends models.Model<Author>()({}, { appLabel: "deconstruct" }) {}
    class Book extends models.Model<Book>()(
      {
        author: models.ForeignKey(() => Author, { onDelete: models.CASCADE }),
        editor: models.ForeignKey("Author", { onDelete: models.CASCADE, relatedName: "+" }),
        sequel: models.ForeignKey("self", { onDelete: models.CASCADE }),
      },
      { appLabel: "deconstruct" },
    ) {}
    const targets = ["author", "editor", "sequel"].map(
      (name) => Book.meta.declaredField(name).deconstruct().args,
    );

    expect(targets).toEqual([["deconstruct.author"], ["deconstruct.author"], ["deconstruct.book"]]);
  });

  it("can be told the defaults of a class of your own [MIG-39]", () => {
    class Stars extends Field<number> {
      static override readonly optionDefaults = { max: 5 };
    }
    class Points extends Stars {}

    expect(new Stars({ max: 5 } as object).deconstruct().options).toEqual({});
    expect(new Points({ max: 6 } as object).deconstruct()).toMatchObject({
      type: "Points",
      options: { max: 6 },
    });
  });
});
