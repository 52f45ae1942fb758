import { spawn } from "node:child_process";
import { once } from "node:events";

/** Where and how {@link runProgram} runs. */
export interface RunOptions {
  readonly folder: string;
  /** Show nothing of what it prints. Default: false. */
  readonly quiet?: boolean;
}

/** Runs a program until it ends and gives its exit status; undefined when there is no such program. */
export async function runProgram(
  program: string,
  args: readonly string[],
  { folder, quiet = false }: RunOptions,
): Promise<number | undefined> {
  const child = spawn(program, args, {
    cwd: folder,
    stdio: quiet ? "ignore" : "inherit",
    // There, npm is a script that only the shell starts.
    shell: process.platform === "win32",
  });
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status ?? 1;
  } catch {
    return undefined;
  }
}
