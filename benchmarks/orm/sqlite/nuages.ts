import { nuagesSession } from "../nuages-session.ts";
import type { FileContestant } from "./workshop.ts";

export const nuages: FileContestant = {
  name: "Nuages",
  dates: "text",
  open: async (file) => nuagesSession({ engine: "sqlite", name: file }),
};
