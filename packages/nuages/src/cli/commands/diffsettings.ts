import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { inspect, isDeepStrictEqual } from "node:util";

import { defaultOf, defaultSettings, knownNames, readSetting } from "../../conf/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

type Values = Readonly<Record<string, unknown>>;

interface Comparison {
  readonly name: string;
  readonly value: string;
  /** Undefined for a setting that what is compared with does not have. */
  readonly before: string | undefined;
  readonly differs: boolean;
}

export default defineCommand({
  help: "Prints the settings that differ from the defaults.",
  requiresSystemChecks: [],
  arguments: {
    all: { type: "boolean", help: "Also print settings that have their default." },
    default: { metavar: "FILE", help: "Compare with this settings file, not with the defaults." },
    output: {
      choices: ["hash", "unified"],
      default: "hash",
      help: "hash marks settings that the defaults lack with ###; unified shows both values.",
    },
  },
  async handle(options) {
    const base = options.default === undefined ? undefined : await readSettings(options.default);
    const comparisons = [...knownNames()].sort().map((name) => compare(name, base));
    const print = options.output === "hash" ? hashLines : unifiedLines;
    return comparisons
      .filter(({ differs }) => differs || options.all)
      .flatMap(print)
      .join("\n");
  },
});

function compare(name: string, base: Values | undefined): Comparison {
  const value = readSetting(name);
  const isBase = base !== undefined && Object.hasOwn(base, name);
  const before = isBase ? base[name] : defaultOf(name);
  const isOwn = !isBase && !Object.hasOwn(defaultSettings, name);
  return {
    name,
    value: show(value),
    before: isOwn ? undefined : show(before),
    differs: isOwn || !isDeepStrictEqual(value, before),
  };
}

function hashLines({ name, value, before, differs }: Comparison): string[] {
  if (!differs) return [`### ${name} = ${value}`];
  return [`${name} = ${value}${before === undefined ? "  ###" : ""}`];
}

function unifiedLines({ name, value, before, differs }: Comparison): string[] {
  if (!differs) return [`  ${name} = ${value}`];
  const added = `+ ${name} = ${value}`;
  return before === undefined ? [added] : [`- ${name} = ${before}`, added];
}

function show(value: unknown): string {
  return inspect(value, { depth: 4, breakLength: Infinity, compact: true, sorted: true });
}

async function readSettings(file: string): Promise<Values> {
  const module: unknown = await import(pathToFileURL(resolve(file)).href);
  if (typeof module === "object" && module !== null && "default" in module) {
    return { ...(module.default as Values) };
  }
  throw new CommandError(`${file} has no default export.`, {
    hint: "Write: export default defineSettings({ … });",
  });
}
