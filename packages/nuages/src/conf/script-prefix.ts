import { AsyncLocalStorage } from "node:async_hooks";

const requestPrefix = new AsyncLocalStorage<string>();
let processPrefix = "/";

function withSlash(prefix: string): string {
  return prefix.endsWith("/") ? prefix : `${prefix}/`;
}

/** Path below which the site is mounted, with a slash at its end: of the request, else of the process. Default: `/`. */
export function getScriptPrefix(): string {
  return requestPrefix.getStore() ?? processPrefix;
}

/** Sets the path that code outside requests (commands, tasks) builds URLs below. */
export function setScriptPrefix(prefix: string): void {
  processPrefix = withSlash(prefix);
}

/** Runs `work`, a request for instance, below another path; what it starts keeps that path. */
export function runWithScriptPrefix<Result>(prefix: string, work: () => Result): Result {
  return requestPrefix.run(withSlash(prefix), work);
}
