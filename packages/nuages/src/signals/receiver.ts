import type { ConnectOptions, Receiver, Signal } from "./signal.ts";

/**
 * Connects a function to one signal or to several, and gives it back. Django: `@receiver`.
 *
 * @example
 * export const clearCache = receiver([postSave, postDelete], { sender: Book })(({ instance }) =>
 *   cache.delete(instance.pk));
 */
export function receiver<Args extends object, Sender>(
  signals: Signal<Args, Sender> | readonly Signal<Args, Sender>[],
  options: ConnectOptions<Sender> = {},
): <Function extends Receiver<Args, Sender>>(receive: Function) => Function {
  const all = Array.isArray(signals)
    ? (signals as readonly Signal<Args, Sender>[])
    : [signals as Signal<Args, Sender>];
  return (receive) => {
    for (const signal of all) signal.connect(receive, options);
    return receive;
  };
}
