import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import type { Arena } from "../contestant.ts";
import { drizzle, drizzlePrepared } from "./drizzle.ts";
import { kysely } from "./kysely.ts";
import { mikroOrm } from "./mikro-orm.ts";
import { nuages } from "./nuages.ts";
import { prisma } from "./prisma.ts";
import { raw } from "./raw.ts";
import { typeorm } from "./typeorm.ts";
import { type FileContestant, SqliteWorkshop } from "./workshop.ts";

const CONTESTANTS: readonly FileContestant[] = [
  raw,
  nuages,
  drizzle,
  drizzlePrepared,
  kysely,
  prisma,
  mikroOrm,
  typeorm,
];

/** SQLite: a file for each contestant, as their ways of storing dates differ. */
export async function sqliteArena(): Promise<Arena> {
  const folder = await mkdtemp(path.join(tmpdir(), "bench-orm-"));
  const contestants = CONTESTANTS.map(({ name, dates, skips = [], open }) => ({
    name,
    skips,
    async enter() {
      const file = path.join(folder, `${name.replaceAll(/\W/g, "-")}.sqlite3`);
      const workshop = new SqliteWorkshop(file, dates);
      workshop.seed();
      return { session: await open(file), workshop };
    },
  }));
  return {
    contestants,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}
