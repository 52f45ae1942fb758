import { PrismaLibSql } from "@prisma/adapter-libsql";

import { openPrisma, prismaSession } from "../prisma-session.ts";
import type { FileContestant } from "./workshop.ts";

export const prisma: FileContestant = {
  name: "Prisma",
  dates: "iso",
  async open(file) {
    const db = await openPrisma("sqlite", new PrismaLibSql({ url: `file:${file}` }));
    await db.$queryRawUnsafe("PRAGMA synchronous = NORMAL");
    return prismaSession(db);
  },
};
