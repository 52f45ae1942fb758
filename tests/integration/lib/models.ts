import { models, type RelatedManager } from "nuages/db";

export class Account extends models.Model<Account>()(
  {
    name: models.CharField({ maxLength: 60, unique: true }),
    balance: models.IntegerField({ default: 0 }),
  },
  { appLabel: "bank", ordering: ["name"] },
) {
  declare entrySet: RelatedManager<Entry>;
}

export class Entry extends models.Model<Entry>()(
  {
    account: models.ForeignKey(() => Account, { onDelete: models.CASCADE }),
    amount: models.PositiveIntegerField(),
    text: models.CharField({ maxLength: 20, null: true }),
  },
  { appLabel: "bank" },
) {}

/** One column of every kind. */
export class Sample extends models.Model<Sample>()(
  {
    flag: models.BooleanField({ null: true }),
    small: models.SmallIntegerField({ null: true }),
    whole: models.IntegerField({ null: true }),
    big: models.BigIntegerField({ null: true, bigint: true }),
    real: models.FloatField({ null: true }),
    exact: models.DecimalField({ maxDigits: 30, decimalPlaces: 10, null: true }),
    text: models.TextField({ null: true }),
    day: models.DateField({ null: true }),
    moment: models.DateTimeField({ null: true }),
    clock: models.TimeField({ null: true }),
    length: models.DurationField({ null: true }),
    key: models.UUIDField({ null: true }),
    address: models.GenericIPAddressField({ null: true }),
    bytes: models.BinaryField({ null: true }),
    data: models.JSONField({ null: true }),
  },
  { appLabel: "bank" },
) {}

export const bankModels = [Account, Entry, Sample] as const;
