import { readdir, readFile } from "node:fs/promises";
import path from "node:path";

/**
 * The layers of `packages/nuages/src`, lowest first. A folder imports from rows below its own, never
 * from a neighbour in its row. `contrib` stands for each app in it.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ["errors"],
  ["utils"],
  ["instrumentation"],
  ["signals"],
  ["conf"],
  ["logging", "i18n"],
  ["validation", "signing"],
  ["apps"],
  ["checks"],
  ["files", "cache", "mail"],
  ["db", "http"],
  ["migrations"],
  ["urls"],
  ["template"],
  ["forms", "serializers"],
  ["views"],
  ["middleware"],
  ["server"],
  ["testing"],
  ["cli"],
  ["contrib"],
];

/** Folders whose files are a topic each and are imported directly, without an `index.ts`. */
const TOPIC_FOLDERS: ReadonlySet<string> = new Set(["utils"]);

const IMPORT =
  /^\s*(?:import|export)\b[^;]*?\bfrom\s*"(\.[^"]+)"|^\s*import\s*"(\.[^"]+)"|\bimport\(\s*"(\.[^"]+)"\s*\)/gm;

function rank(folder: string): number {
  return LAYERS.findIndex((row) => row.includes(folder));
}

function allowed(folder: string): string {
  const below = LAYERS.slice(0, Math.max(0, rank(folder))).flat();
  return below.length > 0 ? below.join(", ") : "nothing";
}

interface Place {
  readonly file: string;
  readonly line: number;
}

function judge(from: readonly string[], to: readonly string[], place: Place): string | undefined {
  const [folder = ""] = from;
  const [target = ""] = to;
  const where = `${place.file}:${place.line}`;
  if (from.length === 1 || folder === target) {
    const ownIndex = to.length === 2 && to[1] === "index.ts" && from.length === 2;
    return ownIndex &&
      from[1] !== "index.ts" &&
      !from[1]?.endsWith(".test.ts") &&
      !from[1]?.endsWith(".types.ts")
      ? `${where} imports its own folder's index.ts. Import the file itself.`
      : undefined;
  }
  if (rank(target) < 0)
    return `${where} imports ${target}, which stands in no layer. Add it to LAYERS.`;
  if (rank(target) >= rank(folder) && !isTest(from))
    return `${where} imports ${target}; ${folder} may import: ${allowed(folder)}. Move the call up, or take it as a parameter.`;
  if (
    !TOPIC_FOLDERS.has(target) &&
    !(to.length === 2 && to[1] === "index.ts") &&
    target !== "contrib" &&
    !isTest(from)
  )
    return `${where} reaches into ${to.join("/")}. Import ${target}/index.ts.`;
  return undefined;
}

function isTest(from: readonly string[]): boolean {
  return /\.(?:test|types)\.ts$/.test(from.at(-1) ?? "");
}

/**
 * Every import below `source` that goes against the layers, as a sentence that names the line and
 * what the folder may import.
 */
export async function layerViolations(source: string): Promise<string[]> {
  const entries = await readdir(source, { recursive: true, withFileTypes: true });
  const violations: string[] = [];
  for (const entry of entries) {
    const file = path.relative(source, path.join(entry.parentPath, entry.name));
    if (!entry.isFile() || !file.endsWith(".ts") || file.split(path.sep).includes("fixtures"))
      continue;
    const from = file.split(path.sep);
    if (from.length > 1 && rank(from[0] ?? "") < 0)
      violations.push(`${file} stands in no layer. Add its folder to LAYERS.`);
    const text = await readFile(path.join(source, file), "utf8");
    for (const match of text.matchAll(IMPORT)) {
      const specifier = match[1] ?? match[2] ?? match[3] ?? "";
      const to = path.normalize(path.join(path.dirname(file), specifier)).split(path.sep);
      const line = text.slice(0, match.index + match[0].indexOf(specifier)).split("\n").length;
      const violation = judge(from, to, { file, line });
      if (violation !== undefined) violations.push(violation);
    }
  }
  return violations;
}
