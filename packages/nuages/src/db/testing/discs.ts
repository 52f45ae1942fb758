import { models } from "../index.ts";
import { memoryDatabase } from "./database.ts";

const label = { appLabel: "writing" };

export class Band extends models.Model<Band>()(
  {
    name: models.CharField({ maxLength: 20, unique: true }),
    members: models.IntegerField({ default: 1 }),
  },
  label,
) {}

export class Disc extends models.Model<Disc>()(
  {
    code: models.CharField({ maxLength: 9, unique: true }),
    title: models.CharField({ maxLength: 20, default: "" }),
    sold: models.IntegerField({ default: 0 }),
    changed: models.DateTimeField({ autoNow: true }),
    band: models.ForeignKey(() => Band, { onDelete: models.CASCADE, null: true }),
  },
  { ...label, ordering: ["id"] },
) {}

/** What no type checker has seen. */
export const untyped = (value: object) => value as never;

/** An empty database for discs. */
export const open = () => memoryDatabase(Band, Disc);
/** A disc that is not saved. */
export const disc = (code: string, title = "") => new Disc({ code, title });
