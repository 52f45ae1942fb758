import path from "node:path";
import { fileURLToPath } from "node:url";

/** Frames that are kept of a stack: a statement is sent many calls below the line that asks. */
const DEPTH = 60;
const FRAMEWORK = new URL("../..", import.meta.url).href;
const LOCATION = /\(?((?:file:\/\/)?[^\s()][^()]*):(\d+):(\d+)\)?$/;
const TEST = /\.(?:test|types)\.[cm]?[jt]s$/;

/** The calls that lead to this moment, across `await`; their text is made when it is asked for. */
export interface Trace {
  readonly stack?: string;
}

export function takeTrace(): Trace {
  const trace: Trace = {};
  const limit = Error.stackTraceLimit;
  Error.stackTraceLimit = DEPTH;
  Error.captureStackTrace(trace, takeTrace);
  Error.stackTraceLimit = limit;
  return trace;
}

function isForeign(file: string): boolean {
  if (file.startsWith("node:") || file.includes("/node_modules/") || file.startsWith("<"))
    return false;
  return !file.startsWith(FRAMEWORK) || TEST.test(file);
}

/** Paths below the folder of the program are shown from there. */
function shown(file: string): string {
  const whole = file.startsWith("file://") ? fileURLToPath(file) : file;
  const relative = path.relative(process.cwd(), whole);
  return relative.startsWith("..") ? whole : relative;
}

/** The line of the program, not of the framework or a package, that a trace leads to: `views.ts:12:5`. */
export function sourceLine({ stack = "" }: Trace): string | undefined {
  for (const frame of stack.split("\n")) {
    const [, file, line, column] = LOCATION.exec(frame.trim()) ?? [];
    if (file === undefined || !frame.trimStart().startsWith("at ")) continue;
    const place = file.replace(/^at (?:async )?/, "");
    const url = place.startsWith("/") ? `file://${place}` : place;
    if (isForeign(url)) return `${shown(place)}:${line}:${column}`;
  }
  return undefined;
}
