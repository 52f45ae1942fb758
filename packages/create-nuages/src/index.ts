import { execute } from "nuages/cli";

/** Makes a new site as the command line `argv` says: the name, then the folder. */
export async function createSite(argv: readonly string[]): Promise<void> {
  await execute({ argv: ["startproject", ...argv] });
}
