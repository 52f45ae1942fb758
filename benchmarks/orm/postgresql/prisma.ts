import { PrismaPg } from "@prisma/adapter-pg";

import { openPrisma, prismaSession } from "../prisma-session.ts";
import type { ServerContestant } from "./workshop.ts";

/** Its adapter prepares no statements unless it is given names for them, which its guide does not do. */
export const prisma: ServerContestant = {
  name: "Prisma",
  open: async (url) =>
    prismaSession(await openPrisma("postgresql", new PrismaPg({ connectionString: url }))),
};
