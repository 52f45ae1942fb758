import { readdir } from "node:fs/promises";

/**
 * Names of the files in the folder given on the command line that end in `ending`, sorted. Ends the process
 * with a message when there is no such folder.
 */
export async function listFolder(folder: string, ending: string): Promise<string[]> {
  try {
    return (await readdir(folder)).filter((name) => name.endsWith(ending)).sort();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code !== "ENOENT" && code !== "ENOTDIR") throw error;
    console.error(`${folder} is no folder. Name the one that holds the *${ending} files.`);
    return process.exit(2);
  }
}
