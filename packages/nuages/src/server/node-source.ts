import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";

import type { RequestSource } from "../http/index.ts";

/** What is to be done when a connection ends, for the requests on it that ask. */
const atEnd = new WeakMap<Socket, Set<() => void>>();

/** One listener a connection, however many requests come on it. */
function listenersOf(socket: Socket): Set<() => void> {
  let listeners = atEnd.get(socket);
  if (listeners === undefined) {
    const all = new Set<() => void>();
    socket.once("close", () => {
      for (const listener of all) listener();
    });
    atEnd.set(socket, all);
    listeners = all;
  }
  return listeners;
}

/** A request as Node's server hands it over. */
export class NodeSource implements RequestSource {
  readonly #message: IncomingMessage;
  #signal: AbortSignal | undefined;
  #stopListening: (() => void) | undefined;
  #isReleased = false;

  constructor(message: IncomingMessage) {
    this.#message = message;
  }

  get method(): string {
    return this.#message.method ?? "GET";
  }

  get target(): string {
    return this.#message.url ?? "/";
  }

  get rawHeaders(): readonly string[] {
    return this.#message.rawHeaders;
  }

  get body(): AsyncIterable<Uint8Array> | null {
    const message = this.#message;
    if (!hasBody(message)) return null;
    // Whoever stops reading wants to answer: the connection must live on for that.
    return { [Symbol.asyncIterator]: () => message.iterator({ destroyOnReturn: false }) };
  }

  get secure(): boolean {
    return (this.#message.socket as Partial<TLSSocket>).encrypted === true;
  }

  get remoteAddress(): string {
    return this.#message.socket.remoteAddress ?? "";
  }

  get serverName(): string {
    return this.#message.socket.localAddress ?? "localhost";
  }

  get serverPort(): string {
    return String(this.#message.socket.localPort ?? "");
  }

  get protocol(): string {
    return `HTTP/${this.#message.httpVersion}`;
  }

  /** Made when it is asked for; already aborted when the client is gone by then. */
  get signal(): AbortSignal {
    this.#signal ??= this.#makeSignal();
    return this.#signal;
  }

  #makeSignal(): AbortSignal {
    const controller = new AbortController();
    const { socket } = this.#message;
    const abort = (): void => controller.abort();
    if (socket.destroyed) abort();
    else if (!this.#isReleased) {
      const listeners = listenersOf(socket);
      listeners.add(abort);
      this.#stopListening = () => listeners.delete(abort);
    }
    return controller.signal;
  }

  /** Lets go of the connection, which may serve other requests. */
  release(): void {
    this.#isReleased = true;
    this.#stopListening?.();
    // What of the body was not read stands before the next request.
    if (!this.#message.complete) this.#message.resume();
  }
}

function hasBody(message: IncomingMessage): boolean {
  const { headers } = message;
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}
