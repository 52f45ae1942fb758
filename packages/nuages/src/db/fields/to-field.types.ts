import { models, type RelatedManager } from "../index.ts";

class Country extends models.Model<Country>()({
  code: models.CharField({ maxLength: 2, unique: true }),
  name: models.CharField({ maxLength: 40 }),
}) {
  declare citySet: RelatedManager<City>;
}

class City extends models.Model<City>()({
  country: models.ForeignKey(() => Country, { onDelete: models.CASCADE, toField: "code" }),
  twin: models.ForeignKey(() => City, { onDelete: models.CASCADE, null: true }),
}) {
  declare citySet: RelatedManager<City>;
}

export function checkKeysOfRelations(city: City, country: Country): void {
  City.objects.filter({ country: "FR", countryId: "FR", country__in: ["FR", country] });
  City.objects.filter({ country__gt: "FR", twin__country: "FR", twin: 3, twin__in: [3, city] });
  City.objects.filter({ twin: null, country: country, twin__country__in: ["FR"] });
  Country.objects.filter({ city: 3, city__in: [3, city], city__twin: city });
  // @ts-expect-error the key is a text
  City.objects.filter({ country: 3 });
  // @ts-expect-error the keys are texts
  City.objects.filter({ country__in: [3] });
  // @ts-expect-error the key of a city is a number
  City.objects.filter({ twin: "FR" });
  // @ts-expect-error the key is a text, behind another relation too
  City.objects.filter({ twin__country: 3 });
  // @ts-expect-error cities are found by their own key
  Country.objects.filter({ city: "FR" });
}
