import { readFileSync } from "node:fs";
import { text } from "node:stream/consumers";

import { atomic } from "../../db/index.ts";
import {
  deserialize,
  type DeserializedObject,
  serializerFormats,
} from "../../serializers/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { findFixtures } from "../find-fixtures.ts";

export default defineCommand({
  help: "Loads fixtures into the database.",
  missingArgsMessage:
    "No database fixture specified. Please provide the path of at least one fixture in the command line.",
  arguments: {
    fixtures: { positional: true, multiple: true, help: "Names or paths; - reads standard input." },
    database: { default: "default", metavar: "ALIAS", help: "The database to load into." },
    app: { metavar: "LABEL", help: "Look for fixtures in this app only." },
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
  async handle(options, { stdout }) {
    const { database, ignorenonexistent, verbosity } = options;
    const sources = await Promise.all(options.fixtures.map((label) => read(label, options)));
    const documents = sources.flat();
    const excluded = new Set(options.exclude.map((label) => label.toLowerCase()));
    const counted = { found: 0, loaded: 0 };
    await atomic(
      async () => {
        for (const { data, format, source } of documents) {
          if (verbosity >= 2) stdout.write(`Installing ${format} fixture ${source}.`);
          const settings = { ignoreNonexistent: ignorenonexistent, source };
          for (const object of deserialize(format, data, settings)) {
            counted.found += 1;
            if (isExcluded(object, excluded)) continue;
            await object.save({ using: database });
            counted.loaded += 1;
          }
        }
      },
      { using: database },
    );
    if (verbosity === 0) return;
    const { found, loaded } = counted;
    const of = found === loaded ? "" : ` (of ${found})`;
    stdout.write(`Installed ${loaded} object(s)${of} from ${documents.length} fixture(s)`);
  },
});

interface Document {
  readonly data: string;
  readonly format: string;
  readonly source: string;
}

async function read(
  label: string,
  { app, format }: { readonly app: string | undefined; readonly format: string | undefined },
): Promise<Document[]> {
  const formats = serializerFormats();
  if (label !== "-") {
    return findFixtures(label, { formats, app }).map((file) => ({
      data: readFileSync(file.path, "utf8"),
      format: file.format,
      source: showPath(file.path),
    }));
  }
  if (format === undefined) {
    throw new CommandError("--format must be specified when reading from stdin.", {
      hint: `Formats: ${formats.join(", ")}.`,
    });
  }
  return [{ data: await text(process.stdin), format, source: "standard input" }];
}

function isExcluded(object: DeserializedObject, excluded: ReadonlySet<string>): boolean {
  const [app = ""] = object.model.split(".");
  return excluded.has(object.model) || excluded.has(app);
}
