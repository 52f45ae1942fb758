import { settings } from "../../conf/index.ts";
import { connections, DatabaseError, flushStatements } from "../../db/index.ts";
import { emitPostMigrate, installedModels } from "../../migrations/index.ts";
import { type CommandContext, defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { openPrompt } from "../prompt.ts";

export default defineCommand({
  help: "Removes all rows of the models from the database and lets keys begin anew. Tables and migrations stay.",
  requiresSystemChecks: [],
  translations: false,
  arguments: {
    noInput: { type: "boolean", flags: ["--noinput", "--no-input"], help: "Ask no questions." },
    database: { default: "default", metavar: "ALIAS", help: "The database to empty." },
  },
  async handle({ database: using, noInput, verbosity }, context) {
    const { stdout } = context;
    if (!noInput && !(await confirmed(using, context))) {
      stdout.write("Flush cancelled.");
      return;
    }
    try {
      await connections.get(using).script(await flushStatements(using));
    } catch (error) {
      if (!(error instanceof DatabaseError)) throw error;
      throw new CommandError(`Database ${using} couldn't be flushed: ${error.message}`, {
        hint: "The SQL that failed is one of those that sqlflush prints. Does the database run, and has it the tables of all models?",
        cause: error,
      });
    }
    await emitPostMigrate({
      verbosity,
      interactive: !noInput,
      using,
      plan: [],
      models: installedModels(),
      write: (text) => stdout.write(text),
    });
  },
});

async function confirmed(using: string, { stdout }: CommandContext): Promise<boolean> {
  const name = settings.databases[using]?.name ?? using;
  const prompt = openPrompt(process.stdin, { write: (text) => stdout.write(text, { ending: "" }) });
  try {
    const answer = await prompt.ask(
      "You have requested a flush of the database.\n" +
        `This will IRREVERSIBLY DESTROY all data currently in the "${name}" database,\n` +
        "and return each table to an empty state.\n" +
        "Are you sure you want to do this?\n\n" +
        "    Type 'yes' to continue, or 'no' to cancel: ",
    );
    return answer?.trim() === "yes";
  } finally {
    prompt.close();
  }
}
