import { apps } from "../../apps/index.ts";
import { settings } from "../../conf/index.ts";
import { atomic, connections, models } from "../../db/index.ts";
import { now } from "../../i18n/index.ts";
import { reverse } from "../../urls/index.ts";

/** Values by the name under which code in the shell finds them. */
export type ShellNames = Readonly<Record<string, unknown>>;

/**
 * What the shell has at hand: the models of all apps (of two with one name that of the earlier app),
 * and some tools. Django: `get_auto_imports()`.
 */
export function autoImports(): ShellNames {
  const names: Record<string, unknown> = { atomic, connections, models, now, reverse, settings };
  for (const model of apps.getModels().toReversed()) names[model.name] = model;
  return names;
}

/** What was imported, in words; with `isDetailed` all names. */
export function describeImports(names: ShellNames, isDetailed: boolean): string {
  const all = Object.keys(names).sort();
  const count = `${all.length} object${all.length === 1 ? "" : "s"} imported automatically`;
  if (!isDetailed) return `${count} (use -v 2 for details).`;
  return [`${count}:`, "", ...all.map((name) => `  ${name}`), ""].join("\n");
}
