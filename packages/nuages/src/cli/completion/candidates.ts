import type { App } from "../../apps/index.ts";
import { type ArgumentSpec, commonArguments, flagsOf } from "../arguments.ts";
import type { Command } from "../define-command.ts";
import { commandNames, findCommand } from "../find-command.ts";

/**
 * What may stand in the place of the last of `words`, which a shell has after the program's name; the
 * last may be the beginning of a word, or empty. Nothing where it is free, such as a file.
 */
export async function candidates(
  words: readonly string[],
  installed: readonly App[],
): Promise<string[]> {
  const [name = "", ...rest] = words;
  const beginning = words.at(-1) ?? "";
  const all =
    rest.length === 0
      ? [...commandNames(installed).values()].flat()
      : await inCommand(name, rest, installed);
  return all.filter((word) => word.startsWith(beginning)).sort();
}

async function inCommand(
  name: string,
  words: readonly string[],
  installed: readonly App[],
): Promise<string[]> {
  if (name === "help") return [...commandNames(installed).values()].flat();
  const command = await findCommand(name, installed, "nuages").catch(() => undefined);
  if (command === undefined) return [];
  const previous = words.at(-2) ?? "";
  const option = specsOf(command).find(([key, spec]) => flagsOf(key, spec).includes(previous));
  if (option !== undefined && option[1].type !== "boolean") return valuesOf(option, installed);
  if (words.at(-1)?.startsWith("-") === true)
    return specsOf(command).flatMap(([key, spec]) => [...flagsOf(key, spec)]);
  const positional = specsOf(command).filter(([, spec]) => spec.positional === true);
  const index = words.slice(0, -1).filter((word) => !word.startsWith("-")).length;
  const at = positional[index] ?? positional.findLast(([, spec]) => spec.multiple === true);
  return at === undefined ? [] : valuesOf(at, installed);
}

type Named = readonly [key: string, spec: ArgumentSpec];

function specsOf(command: Command): Named[] {
  return [...Object.entries(command.arguments), ...Object.entries(commonArguments)];
}

/** What an argument may be: one of its choices, or where it takes apps one of them. */
function valuesOf([key, { choices }]: Named, installed: readonly App[]): string[] {
  if (choices !== undefined) return choices.map(String);
  return /^app(?:Label)?s?$/u.test(key) ? installed.map(({ label }) => label) : [];
}
