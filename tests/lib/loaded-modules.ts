import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";

const run = promisify(execFile);
const root = path.resolve(import.meta.dirname, "../..");
const source = path.join(root, "packages/nuages/src");

const REPORT = `
  import { registerHooks } from "node:module";
  const loaded = [];
  registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
  await import(process.argv[1]);
  console.log(JSON.stringify(loaded));
`;

/** Folders of the framework (`conf`, `db` …) that importing a public entry loads, without its own. */
export async function foldersLoadedBy(entry: string): Promise<string[]> {
  const { stdout } = await run(
    process.execPath,
    ["--conditions=@nuages/source", "--input-type=module", "--eval", REPORT, `nuages/${entry}`],
    { cwd: root },
  );
  const urls = JSON.parse(stdout) as string[];
  const folders = urls
    .filter((url) => url.startsWith("file:"))
    .map((url) => path.relative(source, new URL(url).pathname))
    .filter((file) => !file.startsWith(".."))
    .map((file) => file.split(path.sep)[0] ?? "");
  return [...new Set(folders)].filter((folder) => folder !== entry).sort();
}
