import { CommandError } from "nuages/cli";

import { readArguments, USAGE } from "./arguments.ts";
import { createSite } from "./create-site.ts";

/**
 * What `npm create nuages` does with the arguments `argv`. Errors of whoever typed them are printed
 * and set the exit status of the process.
 */
export async function main(argv: readonly string[]): Promise<void> {
  try {
    const wanted = readArguments(argv);
    if (wanted === undefined) process.stdout.write(USAGE);
    else await createSite(wanted);
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.returncode;
  }
}
