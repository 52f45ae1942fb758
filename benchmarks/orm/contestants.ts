import { type Contestant } from "./contestant.ts";
import { drizzle, drizzlePrepared } from "./contestants/drizzle.ts";
import { kysely } from "./contestants/kysely.ts";
import { mikroOrm } from "./contestants/mikro-orm.ts";
import { nuages } from "./contestants/nuages.ts";
import { prisma } from "./contestants/prisma.ts";
import { raw } from "./contestants/raw.ts";
import { typeorm } from "./contestants/typeorm.ts";

/** All contestants; the first is what the others are measured by. */
export const contestants: readonly Contestant[] = [
  raw,
  nuages,
  drizzle,
  drizzlePrepared,
  kysely,
  prisma,
  mikroOrm,
  typeorm,
];
