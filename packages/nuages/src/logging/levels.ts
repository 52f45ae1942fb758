import { LoggingConfigError } from "./errors.ts";

/** Names of the levels, each with its rank; a logger passes on what has its level's rank or more. */
export const levels = {
  NOTSET: 0,
  DEBUG: 10,
  INFO: 20,
  WARNING: 30,
  ERROR: 40,
  CRITICAL: 50,
} as const;

/** Name of a level. */
export type LevelName = keyof typeof levels;

/** A level by name, or by rank. */
export type Level = LevelName | number;

/** Rank of a level. @throws LoggingConfigError for an unknown name */
export function rankOf(level: Level): number {
  if (typeof level === "number") return level;
  if (Object.hasOwn(levels, level)) return levels[level];
  throw LoggingConfigError.level(level, Object.keys(levels));
}

/** Name of a rank; ranks between the levels have names such as `Level 25`. */
export function levelName(rank: number): string {
  return Object.entries(levels).find(([, known]) => known === rank)?.[0] ?? `Level ${rank}`;
}
