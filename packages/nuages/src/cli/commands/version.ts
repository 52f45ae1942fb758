import { defineCommand } from "../define-command.ts";
import { getVersion } from "../version.ts";

export default defineCommand({
  help: "Prints the version of Nuages.",
  requiresSettings: false,
  handle: () => getVersion(),
});
