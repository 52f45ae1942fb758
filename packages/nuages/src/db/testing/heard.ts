import type { Signal, SignalArgs } from "../../signals/index.ts";

/** What a signal sends while the result is in use. */
export function heard<Args extends object>(signal: Signal<Args>, sender?: unknown) {
  const calls: SignalArgs<Args>[] = [];
  const receiver = (args: SignalArgs<Args>) => {
    calls.push(args);
  };
  const options = sender === undefined ? {} : { sender };
  signal.connect(receiver, options);
  return {
    calls,
    [Symbol.dispose]() {
      signal.disconnect(receiver, options);
    },
  };
}
