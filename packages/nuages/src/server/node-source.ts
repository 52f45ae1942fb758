import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

import type { RequestSource } from "../http/index.ts";

/** A request as Node's server hands it over. */
export class NodeSource implements RequestSource {
  readonly #message: IncomingMessage;
  #abort: AbortController | undefined;

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
    if (this.#abort === undefined) {
      const controller = new AbortController();
      this.#abort = controller;
      const { socket } = this.#message;
      const abort = (): void => controller.abort();
      if (socket.destroyed) abort();
      else socket.once("close", abort);
    }
    return this.#abort.signal;
  }

  /** Lets go of the connection, which may serve other requests. */
  release(): void {
    this.#abort = undefined;
  }
}

function hasBody(message: IncomingMessage): boolean {
  const { headers } = message;
  return headers["transfer-encoding"] !== undefined || (headers["content-length"] ?? "0") !== "0";
}
