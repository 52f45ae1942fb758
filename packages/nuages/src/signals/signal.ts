import { defineEvent, defineSpan } from "../instrumentation/index.ts";
import { AsyncReceiver, InvalidReceiver } from "./errors.ts";
import { LazySender } from "./lazy-sender.ts";

/** What a receiver gets: the signal's arguments, and who sent which signal. */
export type SignalArgs<Args extends object, Sender = unknown> = Args & {
  readonly signal: Signal<Args, Sender>;
  readonly sender: Sender;
};

/** A function that reacts to a signal. What it returns goes back to the sender. */
export type Receiver<Args extends object, Sender = unknown> = (
  args: SignalArgs<Args, Sender>,
) => unknown;

/** A receiver and what it returned (after `await`), or the error that `sendRobust()` caught. */
export type SignalResponse<Args extends object, Sender = unknown> = readonly [
  receiver: Receiver<Args, Sender>,
  response: unknown,
];

/** Which of a signal's sendings a receiver is for, and how it is held. */
export interface ConnectOptions<Sender = unknown> {
  /** Receive only what this sender sends. Default: everything. */
  readonly sender?: Sender | LazySender<Sender>;
  /**
   * Hold the receiver weakly: it is dropped when nothing else refers to it. Django's default; here
   * it is false, as a function written in the call would vanish at once.
   */
  readonly weak?: boolean;
  /** Identity of the connection: a second one with the same value and sender is ignored. */
  readonly dispatchUid?: unknown;
}

/** Which connection `disconnect()` ends. */
export type DisconnectOptions<Sender = unknown> = Omit<ConnectOptions<Sender>, "weak">;

/** What instrumentation tells about one sending of a signal. */
export interface SignalSpanPayload {
  readonly signal: string;
  readonly sender: unknown;
  readonly receivers: number;
}

/** What instrumentation tells when `sendRobust()` caught an error; `nuages.dispatch` logs it. */
export interface ReceiverFailure {
  readonly signal: string;
  readonly receiver: string;
  readonly error: unknown;
}

/** Every sending of a signal that has receivers. */
export const signalSpan = defineSpan<SignalSpanPayload>("signal");
/** Every error that `sendRobust()` catches. */
export const receiverFailed = defineEvent<ReceiverFailure>("signal.failed");

interface Connection<Args extends object, Sender> {
  /** The caller's identity of the connection, if given; else the receiver is it. */
  readonly uid: unknown;
  readonly sender: Sender | LazySender<Sender> | undefined;
  receiver(): Receiver<Args, Sender> | undefined;
}

type Receivers<Args extends object, Sender> = readonly Receiver<Args, Sender>[];

/**
 * Something that happens, which other parts of a site may react to. Django: `Signal`.
 *
 * `Args` are the arguments that a sender passes; receivers get them as one object together with
 * `sender` and `signal`, so a new argument never breaks an old receiver.
 *
 * @example
 * const orderPaid = new Signal<{ order: Order }>("orderPaid");
 * orderPaid.connect(async ({ order }) => sendReceipt(order));
 * await orderPaid.send(Shop, { order });
 */
export class Signal<Args extends object = object, Sender = unknown> {
  /** Name for messages and instrumentation. */
  readonly name: string;
  #connections: readonly Connection<Args, Sender>[] = [];
  /** The connections that concern a sender; empty after each change of connections. */
  #cache = new WeakMap<object, readonly Connection<Args, Sender>[]>();

  constructor(name = "Signal") {
    this.name = name;
  }

  /**
   * Calls `receiver` whenever the signal is sent. The same receiver (or `dispatchUid`) for the same
   * sender is connected once, however often this is called. Returns the receiver.
   *
   * @throws InvalidReceiver when `receiver` is no function.
   */
  connect<Function extends Receiver<Args, Sender>>(
    receiver: Function,
    options: ConnectOptions<Sender> = {},
  ): Function {
    if (typeof receiver !== "function") throw new InvalidReceiver(this.name, receiver);
    const { weak = false, dispatchUid, sender } = options;
    const kept = this.#connections.filter((connection) => connection.receiver() !== undefined);
    if (!kept.some((connection) => matches(connection, dispatchUid ?? receiver, sender)))
      kept.push({
        uid: dispatchUid,
        sender: sender ?? undefined,
        receiver: weak ? holdWeakly(receiver) : holdStrongly(receiver),
      });
    this.#replace(kept);
    return receiver;
  }

  /**
   * Ends a connection, named as it was made: by receiver or by `dispatchUid`, and sender. Tells
   * whether there was one.
   */
  disconnect(
    receiver?: Receiver<Args, Sender>,
    { sender, dispatchUid }: DisconnectOptions<Sender> = {},
  ): boolean {
    const id = dispatchUid ?? receiver;
    const kept = this.#connections.filter((connection) => !matches(connection, id, sender));
    const found = kept.length < this.#connections.length;
    this.#replace(kept);
    return found;
  }

  /** Whether anybody would receive what `sender` sends; without it, what nobody in particular sends. */
  hasListeners(sender?: Sender): boolean {
    return this.#connections.length > 0 && this.#receivers(sender).length > 0;
  }

  /**
   * Calls every receiver in the order of their connection; the promises of asynchronous ones are
   * awaited together. Gives each receiver with its response.
   *
   * @throws What a receiver throws: at once when it throws, so that later receivers are not called;
   * in either case only after all that were started have finished.
   */
  async send(sender: Sender, args: Args): Promise<SignalResponse<Args, Sender>[]> {
    if (this.#connections.length === 0) return [];
    const receivers = this.#receivers(sender);
    if (receivers.length === 0) return [];
    return signalSpan.run(this.#payload(sender, receivers), async () => {
      const started = startAll(receivers, this.#full(sender, args));
      const settled = await Promise.allSettled(started.responses);
      const failed = settled.find((outcome) => outcome.status === "rejected");
      if (failed) throw failed.reason;
      if (started.thrown) throw started.thrown.error;
      return settled.map((outcome, index): SignalResponse<Args, Sender> => [
        receivers[index] as Receiver<Args, Sender>,
        (outcome as PromiseFulfilledResult<unknown>).value,
      ]);
    });
  }

  /**
   * Like {@link send}, but each receiver is called when the one before it has finished: for signals
   * whose receivers build on each other's work.
   *
   * @throws What a receiver throws; later receivers are not called.
   */
  async sendInOrder(sender: Sender, args: Args): Promise<SignalResponse<Args, Sender>[]> {
    if (this.#connections.length === 0) return [];
    const receivers = this.#receivers(sender);
    if (receivers.length === 0) return [];
    return signalSpan.run(this.#payload(sender, receivers), async () => {
      const full = this.#full(sender, args);
      const responses: SignalResponse<Args, Sender>[] = [];
      for (const receiver of receivers) responses.push([receiver, await receiver(full)]);
      return responses;
    });
  }

  /**
   * Like {@link send}, but an error of a receiver is its response instead of an exception, and the
   * others are called all the same. The error is logged to `nuages.dispatch`.
   */
  async sendRobust(sender: Sender, args: Args): Promise<SignalResponse<Args, Sender>[]> {
    if (this.#connections.length === 0) return [];
    const receivers = this.#receivers(sender);
    if (receivers.length === 0) return [];
    return signalSpan.run(this.#payload(sender, receivers), async () => {
      const full = this.#full(sender, args);
      const responses = receivers.map(async (receiver) => {
        try {
          return await receiver(full);
        } catch (error) {
          this.#report(receiver, error);
          return error;
        }
      });
      const settled = await Promise.all(responses);
      return receivers.map((receiver, index) => [receiver, settled[index]] as const);
    });
  }

  /**
   * Calls every receiver at once, for signals that are sent where nothing can be awaited, such as
   * in constructors.
   *
   * @throws AsyncReceiver when a receiver returns a promise; else what a receiver throws.
   */
  sendSync(sender: Sender, args: Args): SignalResponse<Args, Sender>[] {
    if (this.#connections.length === 0) return [];
    const receivers = this.#receivers(sender);
    if (receivers.length === 0) return [];
    return signalSpan.runSync(this.#payload(sender, receivers), () => {
      const full = this.#full(sender, args);
      return receivers.map((receiver): SignalResponse<Args, Sender> => {
        const response = receiver(full);
        if (isPromise(response)) {
          // The error below is what the developer should see, not a rejection nobody handles.
          response.then(undefined, () => undefined);
          throw new AsyncReceiver(this.name, nameOf(receiver));
        }
        return [receiver, response];
      });
    });
  }

  #receivers(sender: Sender | undefined): Receivers<Args, Sender> {
    const receivers: Receiver<Args, Sender>[] = [];
    for (const connection of this.#connectionsOf(sender)) {
      const receiver = connection.receiver();
      if (receiver !== undefined) receivers.push(receiver);
    }
    return receivers;
  }

  #connectionsOf(sender: Sender | undefined): readonly Connection<Args, Sender>[] {
    const key = typeof sender === "function" || typeof sender === "object" ? sender : null;
    const known = key === null ? undefined : this.#cache.get(key);
    if (known !== undefined) return known;
    const found = this.#connections.filter(
      (connection) => connection.sender === undefined || resolve(connection.sender) === sender,
    );
    const settled = this.#connections.every((connection) => resolve(connection.sender) !== null);
    if (key !== null && settled) this.#cache.set(key, found);
    return found;
  }

  #replace(connections: readonly Connection<Args, Sender>[]): void {
    this.#connections = connections;
    this.#cache = new WeakMap();
  }

  #full(sender: Sender, args: Args): SignalArgs<Args, Sender> {
    return { ...args, sender, signal: this };
  }

  #payload(sender: Sender, receivers: Receivers<Args, Sender>): SignalSpanPayload {
    return { signal: this.name, sender, receivers: receivers.length };
  }

  #report(receiver: Receiver<Args, Sender>, error: unknown): void {
    const failure = { signal: this.name, receiver: nameOf(receiver), error };
    if (receiverFailed.hasSubscribers) receiverFailed.publish(failure);
    else
      process.emitWarning(
        `${failure.receiver}, a receiver of ${this.name}, failed: ${String(error)}`,
      );
  }
}

// Functions of their own, because closures of one function share the variables that they hold.
function holdStrongly<Value>(value: Value): () => Value {
  return () => value;
}

function holdWeakly<Value extends object>(value: Value): () => Value | undefined {
  const reference = new WeakRef(value);
  return () => reference.deref();
}

interface Started {
  readonly responses: readonly unknown[];
  /** What a receiver threw before it returned; the receivers after it were not called. */
  readonly thrown?: { readonly error: unknown };
}

function startAll<Args extends object, Sender>(
  receivers: Receivers<Args, Sender>,
  args: SignalArgs<Args, Sender>,
): Started {
  const responses: unknown[] = [];
  for (const receiver of receivers) {
    try {
      responses.push(receiver(args));
    } catch (error) {
      return { responses, thrown: { error } };
    }
  }
  return { responses };
}

/** The sender itself; `null` while a lazy one is not there yet. */
function resolve<Sender>(
  sender: Sender | LazySender<Sender> | undefined,
): Sender | undefined | null {
  return sender instanceof LazySender ? (sender.sender ?? null) : sender;
}

function matches<Args extends object, Sender>(
  connection: Connection<Args, Sender>,
  id: unknown,
  sender: Sender | LazySender<Sender> | undefined,
): boolean {
  if ((connection.uid ?? connection.receiver()) !== id) return false;
  const own = resolve(connection.sender);
  return (
    connection.sender === (sender ?? undefined) ||
    (own !== null && own === resolve(sender ?? undefined))
  );
}

function nameOf(receiver: { readonly name: string }): string {
  return receiver.name === "" ? "(anonymous)" : receiver.name;
}

function isPromise(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    "then" in value &&
    typeof value.then === "function"
  );
}
