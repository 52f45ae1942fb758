import { readFileSync } from "node:fs";
import path from "node:path";

import type { Vector } from "../adapter.ts";
import { i18nPatterns, type Include, include, path as route, rePath } from "nuages/urls";
import { vectorsFolder } from "../vectors-folder.ts";

interface Entry {
  readonly kind: "path" | "re_path" | "i18n";
  readonly route?: string;
  readonly name?: string;
  readonly kwargs?: Record<string, unknown>;
  readonly include?: readonly Entry[];
  readonly app_name?: string;
  readonly namespace?: string;
  readonly patterns?: readonly Entry[];
  readonly prefix_default_language?: boolean;
}

function view(): void {
  return undefined;
}

function build(entries: readonly Entry[]): unknown[] {
  return entries.flatMap((entry): unknown[] => {
    if (entry.kind === "i18n") {
      return [
        ...i18nPatterns(build(entry.patterns ?? []), {
          prefixDefaultLanguage: entry.prefix_default_language !== false,
        }),
      ];
    }
    const written = entry.route ?? "";
    const options = {
      ...(entry.name === undefined ? {} : { name: entry.name }),
      ...(entry.kwargs === undefined ? {} : { kwargs: entry.kwargs }),
    };
    const make = (target: typeof view | Include): unknown =>
      entry.kind === "path"
        ? route(written, target as typeof view, options)
        : rePath(written, target as typeof view, options);
    if (entry.include === undefined) return [make(view)];
    const names = {
      ...(entry.namespace === undefined ? {} : { namespace: entry.namespace }),
      ...(entry.app_name === undefined ? {} : { appName: entry.app_name }),
    };
    return [make(include(build(entry.include), names))];
  });
}

let fixtures: Record<string, readonly Entry[]> | undefined;
const built = new Map<string, readonly unknown[]>();

function entriesOf(name: string): readonly Entry[] {
  fixtures ??= JSON.parse(
    readFileSync(path.join(vectorsFolder(), "fixtures_urlconfs.json"), "utf8"),
  ) as Record<string, readonly Entry[]>;
  return fixtures[name] ?? [];
}

/** The patterns of a fixture, made with our own functions. */
export function urlconf(name: string): readonly unknown[] {
  let patterns = built.get(name);
  if (patterns === undefined) {
    patterns = build(entriesOf(name));
    built.set(name, patterns);
  }
  return patterns;
}

/** The active language of a vector; that of the settings when it names none. */
export function language(vector: Vector): string | null {
  return vector.language === undefined ? "en-us" : vector.language;
}
