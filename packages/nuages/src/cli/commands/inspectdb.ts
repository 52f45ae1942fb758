import { inspectDatabase } from "../../db/index.ts";
import { defineCommand } from "../define-command.ts";

export default defineCommand({
  help: "Prints models for the tables of a database.",
  requiresSystemChecks: [],
  arguments: {
    table: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Tables and views; all tables when none is named.",
    },
    database: { default: "default", metavar: "ALIAS", help: "The database to look at." },
    includePartitions: { type: "boolean", help: "Partitions of tables, too." },
    includeViews: { type: "boolean", help: "Views, too." },
  },
  async handle({ table, database, includePartitions, includeViews }, { stdout }) {
    const source = await inspectDatabase({
      using: database,
      tables: table,
      includePartitions,
      includeViews,
    });
    stdout.write(source, { ending: "" });
  },
});
