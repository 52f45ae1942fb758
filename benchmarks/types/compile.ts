import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

/** What the compiler says about one run. */
export interface Diagnostics {
  readonly instantiations: number;
  readonly types: number;
  readonly seconds: number;
  readonly megabytes: number;
}

function figure(output: string, name: string): number {
  const match = new RegExp(`^${name}:\\s+([\\d.]+)`, "m").exec(output);
  return Number(match?.[1] ?? NaN);
}

/** Checks a project. @throws Error with the compiler's messages when it has errors */
export async function compile(folder: string, root: string): Promise<Diagnostics> {
  const tsc = path.join(root, "node_modules", ".bin", "tsc");
  const run = promisify(execFile)(
    tsc,
    ["-p", folder, "--singleThreaded", "--extendedDiagnostics"],
    {
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  const { stdout } = await run.catch((error: unknown) => {
    const output = String((error as { stdout?: unknown }).stdout);
    throw new Error(`the generated project does not compile:\n${output.slice(0, 4_000)}`, {
      cause: error,
    });
  });
  return {
    instantiations: figure(stdout, "Instantiations"),
    types: figure(stdout, "Types"),
    seconds: figure(stdout, "Check time"),
    megabytes: figure(stdout, "Memory used") / 1_024,
  };
}
