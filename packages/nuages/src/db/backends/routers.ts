import { isConfigured, settings } from "../../conf/index.ts";
import type { ModelMeta } from "../models/meta.ts";
import { stateOf } from "../models/instance-state.ts";
import { DEFAULT_ALIAS } from "./connections.ts";

/** Chooses databases for models; every method may be left out or give nothing. Django: a database router. */
export interface DatabaseRouter {
  /** Alias of the database to read rows of a model from. */
  dbForRead?(model: ModelMeta, hints: RouterHints): string | undefined | null;
  /** Alias of the database to write rows of a model to. */
  dbForWrite?(model: ModelMeta, hints: RouterHints): string | undefined | null;
  /** Whether two objects may be related. */
  allowRelation?(first: object, second: object, hints: RouterHints): boolean | undefined | null;
  /** Whether the tables of an app or a model belong in a database. */
  allowMigrate?(alias: string, appLabel: string, options: MigrateHints): boolean | undefined | null;
}

/** What a router is told about a step of a migration: the model it is about, and the hints of the step. */
export interface MigrateHints {
  /** Name of the model in lower case. */
  readonly modelName?: string;
  readonly [hint: string]: unknown;
}

export interface RouterHints {
  /** The object that the rows are reached from. */
  readonly instance?: object;
  /** The attribute of it that they are reached by, for relations to many. */
  readonly relation?: string;
}

declare module "../../conf/settings.ts" {
  interface SettingValues {
    databaseRouter: DatabaseRouter;
  }
}

function routers(): readonly DatabaseRouter[] {
  return isConfigured() ? settings.databaseRouters : [];
}

function byInstance({ instance }: RouterHints): string {
  return (instance === undefined ? undefined : stateOf(instance).db) ?? DEFAULT_ALIAS;
}

/** The database to read from: the first router's that has an answer, else that of the hinted object. */
export function routeRead(meta: ModelMeta, hints: RouterHints = {}): string {
  for (const router of routers()) {
    const alias = router.dbForRead?.(meta, hints);
    if (typeof alias === "string") return alias;
  }
  return byInstance(hints);
}

/** The database to write to. */
export function routeWrite(meta: ModelMeta, hints: RouterHints = {}): string {
  for (const router of routers()) {
    const alias = router.dbForWrite?.(meta, hints);
    if (typeof alias === "string") return alias;
  }
  return byInstance(hints);
}

/** May two objects be related? By default when they are of one database. */
export function relationAllowed(first: object, second: object): boolean {
  for (const router of routers()) {
    const answer = router.allowRelation?.(first, second, { instance: first });
    if (typeof answer === "boolean") return answer;
  }
  const [a, b] = [stateOf(first).db, stateOf(second).db];
  return a === undefined || b === undefined || a === b;
}

/** Is a step of an app's migrations for a database? Django: `router.allow_migrate()`. */
export function allowMigrate(alias: string, appLabel: string, hints: MigrateHints = {}): boolean {
  for (const router of routers()) {
    const answer = router.allowMigrate?.(alias, appLabel, hints);
    if (typeof answer === "boolean") return answer;
  }
  return true;
}

/** Does a model's table belong in a database? Django: `router.allow_migrate_model()`. */
export function allowMigrateModel(alias: string, meta: ModelMeta): boolean {
  return allowMigrate(alias, meta.appLabel ?? "", { modelName: meta.modelName });
}
