import { flushStatements } from "../../db/index.ts";
import { defineCommand } from "../define-command.ts";

export default defineCommand({
  help: "Prints the SQL that empties all tables of the models.",
  requiresSystemChecks: [],
  arguments: {
    database: { default: "default", metavar: "ALIAS", help: "The database to print it for." },
  },
  async handle({ database }, { stdout, stderr }) {
    const statements = await flushStatements(database);
    if (statements.length === 0) stderr.write("No tables found.");
    else stdout.write(statements.map((statement) => `${statement};`).join("\n"));
  },
});
