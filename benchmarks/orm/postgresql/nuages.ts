import { database } from "nuages/conf";

import { nuagesSession } from "../nuages-session.ts";
import type { ServerContestant } from "./workshop.ts";

export const nuages: ServerContestant = {
  name: "Nuages",
  open: async (url) => nuagesSession(database(url)),
};
