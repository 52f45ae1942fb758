import { DateTime } from "../../utils/datetime.ts";
import { Decimal } from "../../utils/decimal.ts";
import { Temporal } from "../../utils/temporal.ts";
import { models } from "../index.ts";
import { memoryDatabase } from "./database.ts";

/** A row with a value of each kind, to compute with. */
export class Sample extends models.Model<Sample>()(
  {
    text: models.CharField({ maxLength: 100 }),
    other: models.CharField({ maxLength: 100, null: true }),
    whole: models.IntegerField(),
    fraction: models.FloatField(),
    price: models.DecimalField({ maxDigits: 10, decimalPlaces: 2 }),
    day: models.DateField(),
    moment: models.DateTimeField(),
    time: models.TimeField(),
    data: models.JSONField({ null: true }),
  },
  { appLabel: "sample" },
) {}

/** What a sample is made of, unless a test says otherwise. */
export const sampleValues = {
  text: "John Smith",
  other: null,
  whole: 7,
  fraction: 0.5,
  price: new Decimal("12.50"),
  day: new Temporal.PlainDate(2023, 1, 1),
  moment: DateTime.from("2022-12-31T23:30:15.123456Z"),
  time: new Temporal.PlainTime(13, 45, 59),
  data: null,
};

/** A database with one sample; `compute()` gives the value of an expression for it. */
export async function sampleDatabase(
  values: Partial<typeof sampleValues> = {},
): Promise<AsyncDisposable & { compute(expression: object): Promise<unknown> }> {
  const database = await memoryDatabase(Sample);
  await Sample.objects.create({ ...sampleValues, ...values });
  return {
    async compute(expression) {
      const row = await Sample.objects.annotate({ result: expression }).get();
      return row.result;
    },
    [Symbol.asyncDispose]: () => database[Symbol.asyncDispose](),
  };
}
