import { nuagesSession } from "../nuages-session.ts";
import { type FileContestant } from "./arena.ts";

export const nuages: FileContestant = {
  name: "Nuages",
  dates: "text",
  open: async (file) => nuagesSession({ engine: "sqlite", name: file }),
};
