import { type Arena, type Contestant, type Session } from "../contestant.ts";
import { drizzle, drizzlePrepared } from "./drizzle.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { nuages } from "./nuages.ts";
import { raw } from "./raw.ts";
import { typeorm } from "./typeorm.ts";
import { PostgresqlWorkshop } from "./workshop.ts";

/** A contestant on a database that all share. */
export interface ServerContestant {
  readonly name: string;
  readonly skips?: Contestant["skips"];
  open(url: string): Promise<Session>;
}

const CONTESTANTS: readonly ServerContestant[] = [
  raw,
  nuages,
  drizzle,
  drizzlePrepared,
  kysely,
  mikroOrm,
  typeorm,
];

/** PostgreSQL; without Prisma, whose adapter for it would be one more package. */
export async function postgresqlArena(): Promise<Arena> {
  const workshop = await PostgresqlWorkshop.make();
  const contestants = CONTESTANTS.map(({ name, skips = [], open }) => ({
    name,
    skips,
    enter: async () => ({ session: await open(workshop.url), workshop }),
  }));
  return { contestants, [Symbol.asyncDispose]: () => workshop.drop() };
}
