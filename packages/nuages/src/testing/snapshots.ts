import { apps } from "../apps/index.ts";
import { settings } from "../conf/index.ts";
import { allowMigrateModel, connections } from "../db/index.ts";
import { loadFixtures, serialize } from "../serializers/index.ts";

/** The rows that databases had when they were made, by alias: those of migrations. */
const snapshots = new Map<string, string>();

/** Remembers the rows that a new database has. */
export async function takeSnapshot(using: string): Promise<void> {
  snapshots.delete(using);
  if (!apps.modelsReady) return;
  const tables = new Set(await connections.get(using).tableNames());
  const left = new Set(settings.testNonSerializedApps);
  let text = "";
  for (const { meta } of apps.getModels()) {
    const isHere = meta.managed && !meta.proxy && tables.has(meta.dbTable);
    if (!isHere || left.has(meta.appLabel ?? "") || !allowMigrateModel(using, meta)) continue;
    text += await serialize("jsonl", meta.baseRows(using).orderBy("pk"));
  }
  if (text !== "") snapshots.set(using, text);
}

/** Puts back the rows that {@link takeSnapshot} remembers. */
export async function restoreSnapshot(using: string): Promise<void> {
  const data = snapshots.get(using);
  if (data === undefined) return;
  await loadFixtures([{ data, format: "jsonl", source: "rows of migrations" }], { using });
}
