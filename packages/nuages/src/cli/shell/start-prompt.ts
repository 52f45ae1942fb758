import { once } from "node:events";
import { stripTypeScriptTypes } from "node:module";
import { type REPLServer, start } from "node:repl";
import { callbackify, inspect } from "node:util";

import { QuerySet } from "../../db/index.ts";
import type { ShellNames } from "./auto-imports.ts";

/** How {@link startPrompt} talks. */
export interface PromptOptions {
  readonly names: ShellNames;
  /** File that keeps what was typed; undefined keeps nothing. */
  readonly history: string | undefined;
  readonly input?: NodeJS.ReadableStream;
  readonly output?: NodeJS.WritableStream;
}

/** Rows that are shown of a queryset. Django's number. */
const SHOWN_ROWS = 20;

/** Rows of the querysets that were answers, for printing. */
type Rows = WeakMap<object, readonly unknown[]>;

/** A prompt that runs TypeScript with `await`, until it is closed. Of querysets it shows the rows. */
export async function startPrompt({ names, history, ...streams }: PromptOptions): Promise<void> {
  const rows: Rows = new WeakMap();
  const server = start({ prompt: "> ", writer: (value) => shown(value, rows, server), ...streams });
  const addNames = (): void => void Object.assign(server.context, names);
  addNames();
  server.on("reset", addNames);
  if (history !== undefined) server.setupHistory(history, () => undefined);
  evaluateTypeScript(server, rows);
  await once(server, "exit");
}

/** Types are removed before code runs; of a queryset that is the answer some rows are fetched. */
function evaluateTypeScript(server: REPLServer, rows: Rows): void {
  const evaluate = server.eval;
  Object.defineProperty(server, "eval", {
    value: function run(
      this: REPLServer,
      ...[code, context, file, done]: Parameters<typeof evaluate>
    ) {
      evaluate.call(this, withoutTypes(code), context, file, (error, result: unknown) => {
        if (error !== null || !(result instanceof QuerySet)) return done(error, result);
        callbackify(firstRows)(result, (problem, found) => {
          if (problem === null) rows.set(result, found);
          done(problem, result);
        });
      });
    },
  });
}

function withoutTypes(code: string): string {
  try {
    return stripTypeScriptTypes(code);
  } catch {
    // Not whole yet, or wrong: the prompt finds out which.
    return code;
  }
}

async function firstRows(queryset: QuerySet<object>): Promise<readonly unknown[]> {
  return await queryset.slice(0, SHOWN_ROWS + 1);
}

function shown(value: unknown, rows: Rows, { useColors: colors }: REPLServer): string {
  const found = typeof value === "object" && value !== null ? rows.get(value) : undefined;
  if (found === undefined) return inspect(value, { colors });
  const lines = found.slice(0, SHOWN_ROWS).map((row) => `  ${inspect(row, { colors })},\n`);
  const more = found.length > SHOWN_ROWS ? "  … (remaining rows left out)\n" : "";
  return lines.length === 0 ? "QuerySet []" : `QuerySet [\n${lines.join("")}${more}]`;
}
