import { models } from "nuages/db";

/** A row with about 100 bytes. */
export class Measurement extends models.Model<Measurement>()(
  {
    value: models.IntegerField(),
    text: models.CharField({ maxLength: 100 }),
    ratio: models.FloatField(),
    taken: models.DateTimeField(),
  },
  { appLabel: "bank" },
) {}
