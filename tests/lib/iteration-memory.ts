import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

import type { DatabaseSettings } from "nuages/conf";
import { connections } from "nuages/db";
import { rolldown } from "rolldown";

const COLUMNS = "bank_measurement (value, text, ratio, taken)";
const TEXT = "the text of a row, long enough to be seen in the memory of a process number ";

/** Fills the table of measurements with `count` rows that the database makes itself. */
export async function fillMeasurements(
  vendor: "sqlite" | "postgresql" | "mysql",
  count: number,
): Promise<void> {
  const statements = {
    sqlite: `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
      INSERT INTO ${COLUMNS} SELECT i, '${TEXT}' || i, i / 3.0, '2024-05-06 07:08:09' FROM n`,
    postgresql: `INSERT INTO ${COLUMNS} SELECT i, '${TEXT}' || i, i / 3.0, '2024-05-06 07:08:09Z' FROM generate_series(1, ${count}) AS i`,
    mysql: `INSERT INTO ${COLUMNS} SELECT i, CONCAT('${TEXT}', i), i / 3, '2024-05-06 07:08:09' FROM (${numbers(count)}) n`,
  };
  await connections.get().script([statements[vendor]]);
}

/** The numbers from 1 to `count`, as rows that MariaDB and MySQL alike can make. */
function numbers(count: number): string {
  const digits = Array.from({ length: 10 }, (_, digit) => `SELECT ${digit} AS d`).join(
    " UNION ALL ",
  );
  const places = Array.from(String(count), (_, place) => `(${digits}) p${place}`);
  const value = places.map((_, place) => `p${place}.d * ${10 ** place}`).join(" + ");
  return `SELECT ${value} AS i FROM ${places.join(" CROSS JOIN ")} HAVING i BETWEEN 1 AND ${count} ORDER BY i`;
}

export interface Iteration {
  readonly rows: number;
  readonly sum: number;
  /** What the process held at most. */
  readonly mebibytes: number;
}

/**
 * A program in one file of JavaScript, as it is in a built package: Node's own removal of types would
 * take half of the memory.
 */
export async function builtProgram(): Promise<{ readonly file: string } & AsyncDisposable> {
  // Below node_modules, where drivers are found.
  const folder = await mkdtemp(
    path.join(import.meta.dirname, "..", "..", "node_modules", ".iteration-"),
  );
  const bundle = await rolldown({
    input: path.join(import.meta.dirname, "iterate-rows.ts"),
    platform: "node",
    external: ["pg", "mysql2"],
    resolve: { conditionNames: ["@nuages/source", "node", "import", "default"] },
    treeshake: false,
    logLevel: "silent",
  });
  await bundle.write({ dir: folder, format: "esm", keepNames: true });
  return {
    file: path.join(folder, "iterate-rows.js"),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true }),
  };
}

/** Iterates over all measurements in a process of its own. */
export async function iterateElsewhere(
  file: string,
  settings: DatabaseSettings,
  mode: "transaction" | "plain",
): Promise<Iteration> {
  const given = [file, JSON.stringify(settings), mode];
  const { stdout } = await promisify(execFile)(process.execPath, given);
  return JSON.parse(stdout) as Iteration;
}
