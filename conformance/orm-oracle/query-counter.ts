import { type Span, subscribe, type Unsubscribe } from "nuages/instrumentation";

import type { Api } from "./api.ts";

const TRANSACTION = /^\s*(?:BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK|START TRANSACTION)\b/i;

/** Counts the statements that are sent, those that only begin and end transactions left out. */
export class QueryCounter implements Disposable {
  count = 0;
  readonly statements: string[] = [];
  readonly #stop: Unsubscribe;

  constructor(api: Api) {
    this.#stop = subscribe(api.get("querySpan") as Span<{ readonly sql: string }>, {
      start: ({ payload }) => this.#add(payload.sql),
    });
  }

  #add(text: string): void {
    if (TRANSACTION.test(text)) return;
    this.count += 1;
    this.statements.push(text);
  }

  [Symbol.dispose](): void {
    this.#stop();
  }
}
