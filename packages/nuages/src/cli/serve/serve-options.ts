import { availableParallelism } from "node:os";

import { CommandError } from "../errors.ts";
import { parseAddress } from "../runserver/address.ts";

/** In the environment of a worker: `first` for the one that checks the site, else `other`. */
export const workerVariable = "NUAGES_SERVE_WORKER";

/** Whether this process is one of several that answer. */
export function isServeWorker(): boolean {
  return process.env[workerVariable] !== undefined;
}

/** The command's options as they came. */
interface GivenOptions {
  readonly addrport: string | undefined;
  readonly socket: string | undefined;
  readonly workers: string | undefined;
  readonly grace: number;
  readonly keepAlive: number;
  readonly health: string;
  readonly noAccessLog: boolean;
  readonly noRequestIds: boolean;
  readonly allowDebug: boolean;
  readonly skipChecks: boolean;
}

/** What to serve, and how. */
export interface ServeSiteOptions {
  readonly host: string;
  readonly port: number;
  readonly socket: string | undefined;
  readonly workers: number;
  readonly graceMs: number;
  readonly keepAliveMs: number;
  /** Undefined for no such paths. */
  readonly healthPath: string | undefined;
  readonly accessLog: boolean;
  readonly requestIds: boolean;
  readonly allowDebug: boolean;
  readonly skipChecks: boolean;
}

/** @throws CommandError for options that make no sense */
export function readServeOptions(given: GivenOptions): ServeSiteOptions {
  const { addrport, socket, allowDebug, skipChecks } = given;
  if (socket !== undefined && addrport !== undefined) {
    throw new CommandError("--socket stands in place of an address: give one of them.");
  }
  const { host, port } = parseAddress(addrport);
  return {
    host,
    port,
    socket,
    workers: workerCount(given.workers ?? process.env["WEB_CONCURRENCY"] ?? "auto"),
    graceMs: milliseconds("--grace", given.grace),
    keepAliveMs: milliseconds("--keep-alive", given.keepAlive),
    healthPath: healthPath(given.health),
    accessLog: !given.noAccessLog,
    requestIds: !given.noRequestIds,
    allowDebug,
    skipChecks,
  };
}

function workerCount(text: string): number {
  if (text === "auto" || text === "") return availableParallelism();
  const count = /^\d{1,4}$/u.test(text) ? Number(text) : 0;
  if (count > 0 && count <= 1_024) return count;
  throw new CommandError(`"${text}" is not a number of workers.`, {
    hint: "Give --workers (or WEB_CONCURRENCY) a number from 1 to 1024, or auto.",
  });
}

function milliseconds(flag: string, seconds: number): number {
  if (seconds >= 0 && seconds <= 86_400) return Math.round(seconds * 1_000);
  throw new CommandError(`${flag} takes seconds from 0 to 86400, not ${seconds}.`);
}

function healthPath(path: string): string | undefined {
  if (path === "none") return undefined;
  if (/^(?:\/[\w.~-]+)+$/u.test(path)) return path;
  throw new CommandError(`"${path}" is not a path for the health checks.`, {
    hint: "Examples: /-/health, /status, none.",
  });
}
