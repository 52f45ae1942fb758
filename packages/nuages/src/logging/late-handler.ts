import { Handler, type HandlerOptions } from "./handlers.ts";
import type { LogRecord } from "./record.ts";

/** A class of handlers that an upper layer brings. */
type LateClass = new (options: HandlerOptions) => Handler;

const brought = new Map<string, LateClass>();

/**
 * Brings a class of handlers that needs more than logging may import, under its name in the setting `logging`.
 * @internal
 */
export function bringHandlerClass(name: "adminEmail", handlerClass: LateClass): void {
  brought.set(name, handlerClass);
}

/** Hands records on to the class of that name; as long as nobody has brought it, records go nowhere. */
abstract class LateHandler extends Handler {
  abstract readonly name: string;
  readonly #options: HandlerOptions;
  #handler: Handler | undefined;

  constructor(options: HandlerOptions = {}) {
    super(options);
    this.#options = options;
  }

  emit(record: LogRecord): void {
    if (this.#handler === undefined) {
      const handlerClass = brought.get(this.name);
      if (handlerClass === undefined) return;
      this.#handler = new handlerClass(this.#options);
    }
    this.#handler.emit(record);
  }
}

/** Mails records to the admins, where the views are loaded, whose report the mail holds. */
export class LateAdminEmailHandler extends LateHandler {
  readonly name = "adminEmail";
}
