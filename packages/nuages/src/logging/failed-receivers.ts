import { subscribe } from "../instrumentation/index.ts";
import { receiverFailed } from "../signals/index.ts";
import { getLogger } from "./logger.ts";

let listening = false;

/** Logs to `nuages.dispatch`, from now on, what `sendRobust()` catches. */
export function logFailedReceivers(): void {
  if (listening) return;
  listening = true;
  subscribe(receiverFailed, ({ receiver, signal, error }) => {
    getLogger("nuages.dispatch").error("Error calling %s in %s.sendRobust() (%s)", {
      params: [receiver, signal, String(error)],
      error,
    });
  });
}
