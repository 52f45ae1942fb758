import { AsyncLocalStorage } from "node:async_hooks";

const ids = new AsyncLocalStorage<string>();

/** Runs `work` for the request of that id: every record that is logged meanwhile carries it. */
export function runWithRequestId<Result>(id: string, work: () => Result): Result {
  return ids.run(id, work);
}

/** The id of the request that is being answered, where the server gives ids. */
export function currentRequestId(): string | undefined {
  return ids.getStore();
}
