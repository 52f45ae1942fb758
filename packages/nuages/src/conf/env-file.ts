import { existsSync, readFileSync } from "node:fs";
import { parseEnv } from "node:util";

import { InvalidEnvironment } from "./errors.ts";

/** Options of `env.load()`. */
export interface LoadEnvOptions {
  /** Whether the file wins over variables that are set. Default: false. */
  readonly overwrite?: boolean;
  /** Whether a missing file is an error. Default: false. */
  readonly required?: boolean;
}

/** Puts the variables of a `.env` file into the environment; gives whether the file was there. */
export function loadEnvFile(path: string, options: LoadEnvOptions = {}): boolean {
  const { overwrite = false, required = false } = options;
  if (!existsSync(path)) {
    if (!required) return false;
    throw new InvalidEnvironment(`The environment file ${path} is missing.`, {
      hint: "Create it, or leave out `required` in env.load().",
      details: { path },
    });
  }
  for (const [name, value] of Object.entries(parseEnv(readFileSync(path, "utf8")))) {
    if (value !== undefined && (overwrite || !Object.hasOwn(process.env, name))) {
      process.env[name] = value;
    }
  }
  return true;
}
