import { sequenceResetStatements } from "../../db/index.ts";
import { defineAppCommand } from "../define-command.ts";

export default defineAppCommand({
  help: "Prints the SQL that lets new rows of an app get keys above those that are there.",
  requiresSystemChecks: [],
  arguments: {
    database: { default: "default", metavar: "ALIAS", help: "The database to print it for." },
  },
  handleApp(config, { database: using, verbosity }, { stderr }) {
    if (config.modelsModule === undefined) return "";
    const metas = config.getModels({ includeAutoCreated: true }).map(({ meta }) => meta);
    const statements = sequenceResetStatements(metas, { using });
    if (statements.length > 0)
      return ["BEGIN;", ...statements.map((text) => `${text};`), "COMMIT;"].join("\n");
    if (verbosity >= 1) stderr.write("No sequences found.");
    return "";
  },
});
