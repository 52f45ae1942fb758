import { models } from "nuages/db";

const empty = { null: true, blank: true } as const;

export class Author extends models.Model<Author>()({
  name: models.CharField({ maxLength: 100 }),
}) {}

export class Tag extends models.Model<Tag>()({
  slug: models.SlugField({ primaryKey: true }),
}) {}

/** One field of each kind. */
export class Kitchen extends models.Model<Kitchen>()({
  char: models.CharField({ maxLength: 200, ...empty }),
  text: models.TextField({ blank: true }),
  integer: models.IntegerField(empty),
  big: models.BigIntegerField({ bigint: true, ...empty }),
  flt: models.FloatField(empty),
  dec: models.DecimalField({ maxDigits: 12, decimalPlaces: 3, ...empty }),
  boolean: models.BooleanField({ null: true }),
  date: models.DateField(empty),
  dt: models.DateTimeField(empty),
  time: models.TimeField(empty),
  dur: models.DurationField(empty),
  uid: models.UUIDField(empty),
  ip: models.GenericIPAddressField(empty),
  url: models.URLField(empty),
  js: models.JSONField(empty),
  raw: models.BinaryField(empty),
  author: models.ForeignKey(() => Author, { onDelete: models.CASCADE, ...empty }),
  tags: models.ManyToManyField(() => Tag),
}) {}
