import { readFileSync, statSync } from "node:fs";
import { relative } from "node:path";
import { fileURLToPath } from "node:url";

/** One call on the way to an error. */
export interface StackFrame {
  /** Function, with its class; empty at the top level of a module. */
  readonly functionName: string;
  /** Path of the file; `node:…` for Node's own. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** Whether the code belongs to the project, not to Node or a package. */
  readonly isOwn: boolean;
}

/** A line of source near a frame. */
export interface ContextLine {
  readonly number: number;
  readonly text: string;
}

const FRAME =
  /^\s{4}at (?:async )?(?:(.{1,300}?) \()?((?:file:\/\/|node:|\/|[A-Za-z]:\\)[^\n]{1,1000}?):(\d{1,7}):(\d{1,7})\)?$/;
const SOURCE_FILE = /\.[cm]?[jt]sx?$/;
const MAX_FRAMES = 50;
const MAX_FILE_SIZE = 2_000_000;

/** The part of a stack that V8 wrote: a message may imitate frames, and names files of the visitor's choice. */
function callLines(error: Error): string[] {
  const stack = typeof error.stack === "string" ? error.stack.slice(0, 200_000) : "";
  const message = typeof error.message === "string" ? error.message : "";
  const at = message === "" ? -1 : stack.indexOf(message);
  const calls = at < 0 ? stack : stack.slice(at + message.length);
  return calls.split("\n").slice(1);
}

function pathOf(location: string): string {
  if (!location.startsWith("file://")) return location;
  try {
    return fileURLToPath(location);
  } catch {
    // An address that is no path of this machine is shown as it is.
    return location;
  }
}

/** The calls that led to an error, the innermost first. */
export function framesOf(error: unknown): StackFrame[] {
  if (!(error instanceof Error)) return [];
  const frames: StackFrame[] = [];
  for (const line of callLines(error)) {
    const match = FRAME.exec(line);
    if (match === null) continue;
    const file = pathOf(match[2] ?? "");
    const isNode = file.startsWith("node:");
    frames.push({
      functionName: match[1] ?? "",
      file,
      line: Number(match[3]),
      column: Number(match[4]),
      isOwn: !isNode && !/[\\/]node_modules[\\/]/.test(file) && !isFramework(file),
    });
    if (frames.length === MAX_FRAMES) break;
  }
  return frames;
}

const FRAMEWORK_ROOT = fileURLToPath(new URL("../../", import.meta.url));

function isFramework(file: string): boolean {
  return file.startsWith(FRAMEWORK_ROOT);
}

/** The lines around a frame; none when the file is not source that can be read. */
export function contextOf(frame: StackFrame, around = 5): ContextLine[] {
  if (!SOURCE_FILE.test(frame.file) || frame.file.startsWith("node:")) return [];
  try {
    if (statSync(frame.file).size > MAX_FILE_SIZE) return [];
    const lines = readFileSync(frame.file, "utf8").split("\n");
    const first = Math.max(0, frame.line - 1 - around);
    return lines
      .slice(first, frame.line + around)
      .map((text, index) => ({ number: first + index + 1, text }));
  } catch {
    // A file that is gone by now has no lines to show.
    return [];
  }
}

/** The path as a reader of the page knows it: from the working directory on, where it is below it. */
export function shortPath(file: string): string {
  const short = relative(process.cwd(), file);
  return short === "" || short.startsWith("..") || file.startsWith("node:") ? file : short;
}
