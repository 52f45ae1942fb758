import type { Decimal } from "../../utils/decimal.ts";
import { models, type Lazy } from "../index.ts";
import { Field, type FieldOptions } from "./field.ts";

class UpperField extends models.CharField {
  override toPython(value: unknown): string | null {
    return super.toPython(value)?.toUpperCase() ?? null;
  }
}
const Upper = models.fieldFactory(UpperField);

interface Point {
  readonly x: number;
  readonly y: number;
}
interface PointOptions extends FieldOptions<Point> {
  readonly srid?: number;
}
class PointField extends Field<Point> {
  // oxlint-disable-next-line no-useless-constructor
  constructor(options: PointOptions = {}) {
    super(options);
  }
}
const PointOf = models.fieldFactory(PointField);

class MoneyField extends models.DecimalField {}
const Money = models.fieldFactory(MoneyField);
class Counter extends models.IntegerField {}
const Count = models.fieldFactory(Counter);

class Priced extends models.Model<Priced>()({
  price: Money({ maxDigits: 8, decimalPlaces: 2 }),
  reduced: Money({ maxDigits: 8, decimalPlaces: 2, null: true }),
  count: Count({ default: 0 }),
}) {}

export async function checkPrices(priced: Priced): Promise<void> {
  const price: Decimal = priced.price;
  const reduced: Decimal | null = priced.reduced;
  await Priced.objects.create({ price: "1.20" });
  // @ts-expect-error the price is required
  await Priced.objects.create({ count: 1 });
  // @ts-expect-error no such option of decimals
  Money({ maxDigit: 8 });
  void [price, reduced, priced.count + 1];
}

class Place extends models.Model<Place>()({
  code: Upper({ maxLength: 3 }),
  nick: Upper({ maxLength: 3, null: true }),
  kind: Upper({
    maxLength: 1,
    choices: [
      ["A", "a"],
      ["B", "b"],
    ],
    default: "A",
  }),
  at: PointOf({ srid: 4326 }),
  maybe: PointOf({ null: true }),
  up: models.ForeignKey(() => Place, { onDelete: models.CASCADE, null: true }),
}) {}

export async function checkOwnFields(place: Place): Promise<void> {
  const code: string = place.code;
  const nick: string | null = place.nick;
  const kind: "A" | "B" = place.kind;
  const x: number = place.at.x;
  const maybe: Point | null = place.maybe;
  const up: Place | Lazy<Place> | null = place.up;
  await Place.objects.create({ code: "a", at: { x: 1, y: 2 } });
  // @ts-expect-error the code is required
  await Place.objects.create({ at: { x: 1, y: 2 } });
  // @ts-expect-error the place is required
  await Place.objects.create({ code: "a" });
  // @ts-expect-error no such option of texts
  Upper({ maxLenght: 3 });
  // @ts-expect-error an option of a wrong type
  PointOf({ srid: "4326" });
  // @ts-expect-error no such option of points
  PointOf({ sird: 4326 });
  Place.objects.filter({ code__startswith: "a", nick: null });
  // @ts-expect-error codes are texts
  Place.objects.filter({ code: 3 });
  void [code, nick, kind, x, maybe, up, new UpperField({ maxLength: 3 })];
}
