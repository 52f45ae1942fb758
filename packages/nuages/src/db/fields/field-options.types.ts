import { models } from "../index.ts";
import { Author } from "../testing/library.ts";

const onDelete = models.CASCADE;

export const relations = [
  models.ForeignKey(() => Author, { onDelete, relatedName: "letters" }),
  // @ts-expect-error a misspelt option
  models.ForeignKey(() => Author, { onDelete, relatdName: "letters" }),
  // @ts-expect-error onDelete is missing
  models.ForeignKey(() => Author, { relatedName: "letters" }),
  models.OneToOneField(() => Author, { onDelete, parentLink: true }),
  // @ts-expect-error a misspelt option
  models.OneToOneField(() => Author, { onDelete, parentLnk: true }),
  models.ManyToManyField(() => Author, { relatedName: "letters" }),
  // @ts-expect-error a misspelt option
  models.ManyToManyField(() => Author, { relatdName: "letters" }),
];

export const columns = [
  models.CharField({ maxLength: 3, unique: true }),
  // @ts-expect-error a misspelt option
  models.CharField({ maxLength: 3, unik: true }),
  models.DateField({ autoNow: true, blank: true }),
  // @ts-expect-error a misspelt option
  models.DateField({ autoNow: true, blnk: true }),
  models.IntegerField({ default: 3, dbIndex: true }),
  // @ts-expect-error a misspelt option
  models.IntegerField({ default: 3, dbIndx: true }),
  models.JSONField({ default: () => ({}), null: true }),
  // @ts-expect-error a misspelt option
  models.JSONField({ default: () => ({}), nul: true }),
  models.DecimalField({ maxDigits: 5, decimalPlaces: 2, default: "1.50" }),
  models.DecimalField({ maxDigits: 5, decimalPlaces: 2, default: () => 1.5 }),
  // @ts-expect-error no number
  models.DecimalField({ maxDigits: 5, decimalPlaces: 2, default: true }),
];
