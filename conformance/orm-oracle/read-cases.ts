import { readFile } from "node:fs/promises";

import type { Case } from "./grammar.ts";

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

const markFloats: Reviver = (_key, value, { source = "" }) =>
  Number.isInteger(value) && /[.e]/i.test(source) ? { $: "double", v: value } : value;

/** Reads a case. In what it asks, whole numbers that were written as floats are marked, see `isFloat()`. */
function parseCase(line: string): Case {
  const { from, ops, terminal } = JSON.parse(
    line,
    markFloats as (key: string, value: unknown) => unknown,
  ) as Case;
  const asked = Object.fromEntries(
    Object.entries({ from, ops, terminal }).filter(([, value]) => value !== undefined),
  );
  return { ...(JSON.parse(line) as Case), ...asked };
}

/** The lines of a file, read by `parse`. */
export async function readLines<T>(file: string, parse: (line: string) => T): Promise<T[]> {
  const text = await readFile(file, "utf8");
  return text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => parse(line));
}

/** All cases of a file of pipelines. */
export async function readCases(file: string): Promise<Case[]> {
  return await readLines(file, parseCase);
}
