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

interface Declaration extends ErrorClass {
  readonly parent: string;
}

function declarations(text: string, file: string): Declaration[] {
  return [...text.matchAll(CLASS)].map(([, comment = "", name = "", parent = "", body = ""]) => ({
    name,
    parent,
    code: CODE.exec(body)?.[1] ?? "",
    meaning: firstSentence(comment),
    file,
  }));
}

function isError(name: string, parents: ReadonlyMap<string, string>): boolean {
  const parent = parents.get(name);
  return parent === undefined
    ? /^(?:Type|Range|Syntax)?Error$/.test(name)
    : isError(parent, parents);
}

/** Every error class below a source folder that has a code of its own, sorted by code. */
export async function readErrorClasses(source: string): Promise<ErrorClass[]> {
  const files = (await readdir(source, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !/\.(?:test|types)\.ts$|fixtures/.test(file),
  );
  const texts = await Promise.all(files.map((file) => readFile(path.join(source, file), "utf8")));
  const all = texts.flatMap((text, index) => declarations(text, files[index] ?? ""));
  const parents = new Map(all.map(({ name, parent }) => [name, parent]));
  return all
    .filter(({ name, code }) => code !== "" && isError(name, parents))
    .map(({ name, code, meaning, file }) => ({ name, code, meaning, file }))
    .sort((a, b) => (a.code < b.code ? -1 : 1));
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
