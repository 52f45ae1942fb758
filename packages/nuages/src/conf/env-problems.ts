import { fileURLToPath } from "node:url";

import { showPath } from "../utils/show-path.ts";
import { InvalidEnvironment } from "./errors.ts";

interface Problem {
  readonly name: string;
  readonly text: string;
  readonly where: string | undefined;
}

let collected: Problem[] | undefined;

/** From now on problems are kept for one report, while a settings file loads. */
export function collectProblems(): void {
  collected ??= [];
}

/**
 * Notes that a variable is missing or malformed. While a settings file loads it is kept for the report
 * and `placeholder` goes on; at any other time it is an error at once.
 */
export function reportProblem<Value>(name: string, text: string, placeholder: () => Value): Value {
  const problem = { name, text, where: callSite() };
  if (collected === undefined) throw toError([problem]);
  collected.push(problem);
  return placeholder();
}

/** Throws one error for all problems kept, if there are any; ends the collecting. */
export function failOnBadEnvironment(cause?: unknown): void {
  const problems = collected ?? [];
  collected = undefined;
  if (problems.length > 0) throw toError(problems, cause);
}

/** Forgets what was kept. */
export function stopCollecting(): void {
  collected = undefined;
}

function toError(problems: readonly Problem[], cause?: unknown): InvalidEnvironment {
  const lines = problems.map(({ name, text, where }) => {
    const place = where === undefined ? "" : ` (${where})`;
    return `\n  ${name} ${text}${place}`;
  });
  const head =
    problems.length === 1
      ? "A variable of the environment is missing or wrong:"
      : `${problems.length} variables of the environment are missing or wrong:`;
  return new InvalidEnvironment(`${head}${lines.join("")}`, {
    hint: "Set them in the environment, or in a .env file that the settings read with env.load(…).",
    details: { variables: problems.map(({ name }) => name) },
    cause,
  });
}

const ownFolder = new URL(".", import.meta.url).href;

/** File, line and column of the code that asked, seen from the folder where the command runs. */
function callSite(): string | undefined {
  const lines = new Error("call site").stack?.split("\n") ?? [];
  for (const line of lines) {
    const [, place = "", row, column] = /\(?([^\s()]+):(\d+):(\d+)\)?$/u.exec(line) ?? [];
    if (place === "" || place.startsWith("node:") || isOwn(place)) continue;
    const file = place.startsWith("file:") ? fileURLToPath(place) : place;
    return `${showPath(file)}:${row}:${column}`;
  }
  return undefined;
}

function isOwn(place: string): boolean {
  const inFolder = place.startsWith(ownFolder) || place.startsWith(fileURLToPath(ownFolder));
  return inFolder && !/\.test\.[jt]s$/u.test(place);
}
