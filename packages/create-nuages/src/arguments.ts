import { basename, resolve } from "node:path";
import { parseArgs } from "node:util";

import { CommandError } from "nuages/cli";

/** What is to be made. */
export interface Wanted {
  /** The site's folder. */
  readonly folder: string;
  /** Name of the project: an identifier. */
  readonly name: string;
  readonly template: string;
  readonly install: boolean;
  /** Start the server at the end. */
  readonly start: boolean;
  readonly git: boolean;
}

export const USAGE = `Usage: npm create nuages [FOLDER] [-- OPTIONS]

Makes a site in FOLDER (default: mysite), installs what it needs, makes its database and starts it.

  --template minimal|site  a page; or an app with a model, pages and a style (default: site)
  --no-install             only write the files
  --no-start               do not start the server (default where no terminal is)
  --git                    begin a repository with a first commit
  --help                   show this
`;

const OPTIONS = {
  template: { type: "string", default: "site" },
  install: { type: "boolean", default: true },
  start: { type: "boolean", default: process.stdout.isTTY },
  git: { type: "boolean", default: false },
  help: { type: "boolean", short: "h", default: false },
} as const;

/**
 * What the arguments ask for; undefined when they ask for help.
 *
 * @throws CommandError when they cannot be understood
 */
export function readArguments(argv: readonly string[]): Wanted | undefined {
  const { values, positionals } = parsed(argv);
  if (values.help) return undefined;
  const [given = "mysite", more] = positionals;
  if (more !== undefined) {
    throw new CommandError(`One folder is made at a time; "${more}" is one too many.`, {
      hint: `A name with spaces needs quotes. ${SEE_HELP}`,
    });
  }
  const folder = resolve(given);
  return {
    folder,
    // Folders like my-site are usual; the project's folder in it is imported by name.
    name: basename(folder).replaceAll("-", "_"),
    template: values.template,
    install: values.install,
    start: values.install && values.start,
    git: values.git,
  };
}

const SEE_HELP = "See: npm create nuages -- --help";

function parsed(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      options: OPTIONS,
      allowPositionals: true,
      allowNegative: true,
    });
  } catch (error) {
    const [reason = ""] = (error as Error).message.split(". ");
    throw new CommandError(`${reason}.`, { hint: SEE_HELP, cause: error });
  }
}
