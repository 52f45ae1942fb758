import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

const CLASS =
  /(?:\/\*\*((?:(?!\*\/).)*)\*\/\s*)?^export (?:abstract )?class (\w+) extends (\w+)[^{]*\{(.*?)^\}/gms;
const CODE = /readonly code(?:: string)? = "([^"]+)"/;

/** One class of the framework's errors. */
export interface ErrorClass {
  readonly name: string;
  /** Stable name of the kind of mistake. */
  readonly code: string;
  /** First sentence of its doc comment. */
  readonly meaning: string;
  /** File below the source folder. */
  readonly file: string;
}

function firstSentence(comment: string): string {
  const text = comment
    .split("\n")
    .map((line) => line.replace(/^\s*\*? ?/, ""))
    .join(" ")
    .replaceAll(/\{@link (\w+)\}/g, "`$1`")
    .replaceAll(/\s+/g, " ")
    .trim();
  return /^.*?[.](?= |$)/.exec(text)?.[0] ?? text;
}

/** Every error class below a source folder that has a code of its own, sorted by code. */
export async function readErrorClasses(source: string): Promise<ErrorClass[]> {
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !/\.test\.ts$|fixtures/.test(file),
  );
  const classes: ErrorClass[] = [];
  for (const file of files) {
    const text = await readFile(path.join(source, file), "utf8");
    for (const [, comment = "", name = "", , body = ""] of text.matchAll(CLASS)) {
      const code = CODE.exec(body)?.[1];
      if (code !== undefined) classes.push({ name, code, meaning: firstSentence(comment), file });
    }
  }
  return classes.sort((a, b) => (a.code < b.code ? -1 : 1));
}

/** The documentation page, between its marks, as it should be. */
export function renderErrorTable(classes: readonly ErrorClass[]): string {
  const rows = classes.map(
    ({ code, name, meaning, file }) =>
      `| \`${code}\` | ${name} | \`nuages/${entryOf(file)}\` | ${meaning.replaceAll("|", "\\|")} |`,
  );
  return ["| code | class | from | when |", "| --- | --- | --- | --- |", ...rows].join("\n");
}

function entryOf(file: string): string {
  const [folder = "", topic = ""] = file.split(path.sep);
  return folder === "utils" ? `utils/${topic.replace(/\.ts$/, "")}` : folder;
}

export const TABLE_START = "<!-- table of codes: npm run docs:errors -->";
export const TABLE_END = "<!-- end of the table -->";

/** A page with its table replaced. */
export function withErrorTable(page: string, table: string): string {
  const start = page.indexOf(TABLE_START);
  const end = page.indexOf(TABLE_END);
  return `${page.slice(0, start + TABLE_START.length)}\n\n${table}\n\n${page.slice(end)}`;
}
