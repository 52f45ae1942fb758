import diagnostics from "node:diagnostics_channel";

interface QueryMessage {
  readonly phase: string;
  readonly payload: { readonly sql?: string; readonly text?: string };
}

const TRANSACTION = /^\s*(?:BEGIN|COMMIT|SAVEPOINT|RELEASE|ROLLBACK|START TRANSACTION)\b/i;

/** Counts the statements that are sent, those that only begin and end transactions left out. */
export class QueryCounter implements Disposable {
  count = 0;
  readonly statements: string[] = [];
  readonly #channel = diagnostics.channel("nuages.query");
  readonly #listen = (message: unknown): void => {
    const { phase, payload } = message as QueryMessage;
    const text = payload.sql ?? payload.text ?? "";
    if (phase !== "start" || TRANSACTION.test(text)) return;
    this.count += 1;
    this.statements.push(text);
  };

  constructor() {
    this.#channel.subscribe(this.#listen);
  }

  [Symbol.dispose](): void {
    this.#channel.unsubscribe(this.#listen);
  }
}
