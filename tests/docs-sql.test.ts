import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { pathToFileURL } from "node:url";

import { configure } from "nuages/conf";
import { createTables, querySpan, registerModels } from "nuages/db";
import { subscribe } from "nuages/instrumentation";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { readSnippets } from "../scripts/lib/doc-snippets.ts";

const PAGES = ["expressions", "functions", "aggregation", "common-tables"] as const;
const SQL_BLOCK = /^```sql title="(\w+)"\n(.*?)^```$/gms;
const docs = path.join(import.meta.dirname, "..", "docs");

interface Shown {
  readonly page: string;
  /** The export of the page's code that the SQL belongs to. */
  readonly name: string;
  readonly sql: string;
}

async function shownSql(): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const page of PAGES) {
    const text = await readFile(path.join(docs, `${page}.md`), "utf8");
    for (const [, name = "", sql = ""] of text.matchAll(SQL_BLOCK)) shown.push({ page, name, sql });
  }
  return shown;
}

/** SQL in one spelling: the pages break lines where they are long. */
function plain(sql: string): string {
  return sql.trim().replaceAll(/\s+/g, " ").replaceAll("( ", "(").replaceAll(" )", ")");
}

const examples = new Map<string, unknown>();
let folder: string;

/** Loads the files that the pages name: all pages have the same models. */
async function loadExamples(): Promise<void> {
  await mkdir(path.join(docs, ".snippets"), { recursive: true });
  folder = await mkdtemp(path.join(docs, ".snippets", "sql-"));
  const files = new Set<string>();
  for (const page of PAGES) {
    const snippets = readSnippets(await readFile(path.join(docs, `${page}.md`), "utf8"));
    for (const { file, code } of snippets) {
      if (!file.startsWith("library/")) continue;
      await mkdir(path.dirname(path.join(folder, file)), { recursive: true });
      await writeFile(path.join(folder, file), code);
      files.add(file);
    }
  }
  const load = async (file: string): Promise<Record<string, unknown>> =>
    (await import(pathToFileURL(path.join(folder, file)).href)) as Record<string, unknown>;
  for (const file of ["library/models.ts", "library/topics.ts"])
    Reflect.apply(registerModels, undefined, Object.values(await load(file)));
  configure({ databases: { default: { engine: "sqlite", name: ":memory:" } } });
  await createTables();
  for (const file of files)
    for (const [name, value] of Object.entries(await load(file))) examples.set(name, value);
}

/** The statement that an example is, or sends. */
async function statementOf(example: unknown): Promise<string> {
  if (typeof example !== "function") return (example as { sql(): Promise<string> }).sql();
  const sent: string[] = [];
  const stop = subscribe(querySpan, { start: ({ payload }) => void sent.push(payload.sql) });
  try {
    await (example as () => Promise<unknown>)();
  } finally {
    stop();
  }
  return sent.at(-1) ?? "";
}

describe("SQL on the pages about expressions", async () => {
  beforeAll(loadExamples);
  afterAll(() => rm(folder, { recursive: true, force: true }));

  it.each(await shownSql())("$name is what the database gets ($page)", async ({ name, sql }) => {
    expect(plain(await statementOf(examples.get(name)))).toBe(plain(sql));
  });

  it("belongs to queries that the database accepts", async () => {
    const querysets = [...examples.values()].filter(
      (value) => typeof (value as { then?: unknown }).then === "function",
    );

    await Promise.all(querysets);

    expect(querysets.length).toBeGreaterThan(20);
  });
});
