import {
  DeserializationError,
  type FixtureData,
  FixtureError,
  loadFixtures,
  SerializerDoesNotExist,
  serializerFormats,
} from "../../serializers/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

export default defineCommand({
  help: "Loads fixtures into the database.",
  missingArgsMessage:
    "No database fixture specified. Please provide the path of at least one fixture in the command line.",
  arguments: {
    fixtures: { positional: true, multiple: true, help: "Names or paths; - reads standard input." },
    database: { default: "default", metavar: "ALIAS", help: "The database to load into." },
    app: { metavar: "LABEL", help: "Of the apps, look for fixtures in this one only." },
    ignorenonexistent: {
      type: "boolean",
      flags: ["-i", "--ignorenonexistent"],
      help: "Leave out models and fields that do not exist.",
    },
    format: { metavar: "FORMAT", help: "Format of what comes on standard input." },
    exclude: {
      flags: ["-e", "--exclude"],
      multiple: true,
      metavar: "LABEL",
      help: "Leave out this app, or this app.Model.",
    },
  },
  async handle(options, { stdout, stderr }) {
    const { database, ignorenonexistent, verbosity, app, exclude } = options;
    const sources = options.fixtures.map((label) =>
      label === "-" ? standardInput(options.format) : label,
    );
    const { fixtures, found, loaded, empty } = await asCommandError(() =>
      loadFixtures(sources, {
        using: database,
        app,
        exclude,
        ignoreNonexistent: ignorenonexistent,
        ...(verbosity >= 2 ? { log: (line) => stdout.write(line) } : {}),
      }),
    );
    for (const source of empty) {
      stderr.write(
        stderr.style.WARNING(
          `No fixture data found for ${source}. (The file format may be invalid.)`,
        ),
      );
    }
    if (verbosity === 0) return;
    const of = found === loaded ? "" : ` (of ${found})`;
    stdout.write(`Installed ${loaded} object(s)${of} from ${fixtures} fixture(s)`);
  },
});

function standardInput(format: string | undefined): FixtureData {
  if (format === undefined) {
    throw new CommandError("--format must be specified when reading from stdin.", {
      hint: `Formats: ${serializerFormats().join(", ")}.`,
    });
  }
  return { data: process.stdin, format, source: "standard input" };
}

async function asCommandError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const isExpected =
      error instanceof FixtureError ||
      error instanceof DeserializationError ||
      error instanceof SerializerDoesNotExist;
    throw isExpected ? new CommandError(error.message, { cause: error }) : error;
  }
}
