import type { Arena } from "../contestant.ts";
import { drizzle, drizzlePrepared } from "./drizzle.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { nuages } from "./nuages.ts";
import { prisma } from "./prisma.ts";
import { raw } from "./raw.ts";
import { typeorm } from "./typeorm.ts";
import { PostgresqlWorkshop, type ServerContestant } from "./workshop.ts";

const CONTESTANTS: readonly ServerContestant[] = [
  raw,
  nuages,
  drizzle,
  drizzlePrepared,
  kysely,
  prisma,
  mikroOrm,
  typeorm,
];

/** PostgreSQL: one database that all share. */
export async function postgresqlArena(): Promise<Arena> {
  const workshop = await PostgresqlWorkshop.make();
  const contestants = CONTESTANTS.map(({ name, skips = [], open }) => ({
    name,
    skips,
    enter: async () => ({ session: await open(workshop.url), workshop }),
  }));
  return { contestants, [Symbol.asyncDispose]: () => workshop.drop() };
}
