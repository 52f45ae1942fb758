import type { AppConfig } from "../apps/index.ts";
import type { CheckMessage } from "./message.ts";

/** The tags of the framework's own checks; apps may use any other. */
export const checkTags = [
  "admin",
  "async",
  "caches",
  "commands",
  "compatibility",
  "database",
  "files",
  "models",
  "security",
  "signals",
  "sites",
  "staticfiles",
  "templates",
  "translation",
  "urls",
] as const;

/** A tag: one of the framework's, or any other. */
export type CheckTag = (typeof checkTags)[number] | (string & {});

/** What a check looks at. */
export interface CheckContext {
  /** The apps to look at; undefined: all. */
  readonly appConfigs: readonly AppConfig[] | undefined;
  /** Aliases of the databases that may be asked; undefined: none. */
  readonly databases: readonly string[] | undefined;
}

/** Looks at the site and says what it found. */
export type Check = (
  context: CheckContext,
) => readonly CheckMessage[] | Promise<readonly CheckMessage[]>;

/** Options of {@link registerCheck}. */
export interface RegisterCheckOptions {
  readonly tags?: readonly CheckTag[];
  /** Runs with `check --deploy` only. Default: false. */
  readonly deploy?: boolean;
}

interface Registered {
  readonly check: Check;
  readonly tags: readonly CheckTag[];
  readonly deploy: boolean;
}

const registered = new Map<Check, Registered>();

/** Adds a check to those that `check` runs; the same function counts once. Django: `@register`. */
export function registerCheck(check: Check, options: RegisterCheckOptions = {}): void {
  const { tags = [], deploy = false } = options;
  registered.set(check, { check, tags, deploy });
}

/** What {@link runChecks} looks at. */
export interface RunChecksOptions {
  /** Only checks with one of these tags. Default: all. */
  readonly tags?: readonly CheckTag[];
  /** Also checks for production. Default: false. */
  readonly deploy?: boolean;
  readonly appConfigs?: readonly AppConfig[];
  readonly databases?: readonly string[];
}

/** Runs the registered checks, one after another, and gives all they found, in that order. */
export async function runChecks(options: RunChecksOptions = {}): Promise<CheckMessage[]> {
  const { tags, deploy = false, appConfigs, databases } = options;
  const found: CheckMessage[] = [];
  for (const check of selected(deploy)) {
    if (tags !== undefined && !check.tags.some((tag) => tags.includes(tag))) continue;
    found.push(...(await check.check({ appConfigs, databases })));
  }
  return found;
}

/** Every tag that a registered check has, sorted. */
export function availableTags(options: { readonly deploy?: boolean } = {}): string[] {
  const tags = selected(options.deploy ?? false).flatMap((check) => check.tags);
  return [...new Set<string>(tags)].sort();
}

function selected(deploy: boolean): Registered[] {
  return [...registered.values()].filter((check) => deploy || !check.deploy);
}
