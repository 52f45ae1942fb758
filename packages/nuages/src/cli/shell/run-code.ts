import { registerHooks } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import type { ShellNames } from "./auto-imports.ts";

/** Where {@link runCode} runs. */
export interface RunCodeOptions {
  /** Values that the code finds as globals. */
  readonly names: ShellNames;
  /** Imports of the code are relative to this folder. */
  readonly root: string;
}

let count = 0;

/**
 * Runs TypeScript as a module that stands in a folder, though no file is written: with imports and
 * `await` at the top. Names that it declares itself win over those given.
 *
 * @throws what the code throws
 */
export async function runCode(code: string, { names, root }: RunCodeOptions): Promise<void> {
  count += 1;
  const url = `${pathToFileURL(join(root, "shell.ts")).href}?shell=${count}`;
  const hooks = registerHooks({
    resolve: (specifier, context, next) =>
      specifier === url ? { url, shortCircuit: true } : next(specifier, context),
    load: (target, context, next) =>
      target === url
        ? { format: "module-typescript", source: code, shortCircuit: true }
        : next(target, context),
  });
  const taken = Object.keys(names).filter((name) => !Object.hasOwn(globalThis, name));
  for (const name of taken)
    Object.defineProperty(globalThis, name, {
      value: names[name],
      configurable: true,
      writable: true,
    });
  try {
    await import(/* @vite-ignore */ url);
  } finally {
    hooks.deregister();
    for (const name of taken) Reflect.deleteProperty(globalThis, name);
  }
}
