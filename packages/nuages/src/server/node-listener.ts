import type { IncomingMessage, ServerResponse } from "node:http";

import {
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  type MaybeResponse,
  requestFinished,
} from "../http/index.ts";
import { getHandler, type Handler } from "./handler.ts";
import { NodeSource } from "./node-source.ts";
import { type Sendable, SendQueue } from "./send-queue.ts";
import { logUnsent } from "./visitor-left.ts";
import { writeResponse, writeWhole } from "./write-response.ts";

/** A listener of Node's `request` event. */
export type NodeListener = (message: IncomingMessage, target: ServerResponse) => void;

/** Options of {@link nodeListener}. */
export interface NodeListenerOptions {
  /** Default: the site. */
  readonly handler?: Handler;
  /** Called with each request when its response was sent, or cut off; `started` is of `performance.now()`. */
  readonly onSent?: (message: IncomingMessage, response: HttpResponseBase, started: number) => void;
}

/** One request with its way back. */
class Exchange implements Sendable {
  readonly message: IncomingMessage;
  readonly target: ServerResponse;
  readonly request: HttpRequest;
  /** When it came, for those who ask. */
  started = 0;
  readonly #source: NodeSource;
  #whole: HttpResponse | undefined;

  constructor(message: IncomingMessage, target: ServerResponse) {
    this.message = message;
    this.target = target;
    this.#source = new NodeSource(message);
    this.request = new HttpRequest(this.#source);
  }

  /** What goes wrong outside of the handler: the socket, a streamed body, a closer. */
  fail(error: unknown): void {
    const { target } = this;
    logUnsent(this.request, error);
    this.#source.release();
    if (target.headersSent) target.destroy();
    else {
      const headers = ["Content-Type", "text/plain; charset=utf-8"];
      target.writeHead(500, "Internal Server Error", headers).end("Server Error (500)");
    }
  }

  /**
   * Sends the response, then releases it. What others wait for is sent at once, and where their code
   * expects to run: a stream, and what has something to release.
   */
  send(response: HttpResponseBase, queue: SendQueue): void {
    const hasFollowers =
      response.hasClosers || this.request.hasClosers || requestFinished.hasListeners();
    if (response instanceof HttpResponse && !hasFollowers) {
      this.#whole = response;
      queue.add(this);
      return;
    }
    this.#write(response)
      .then(() => this.#finish(response))
      .catch((error: unknown) => this.fail(error));
  }

  sendNow(): void {
    const response = this.#whole;
    if (response === undefined) return;
    try {
      writeWhole(this.target, response, this.request.method === "HEAD");
    } catch (error) {
      this.fail(error);
    }
    response.closed = true;
    this.#source.release();
  }

  async #write(response: HttpResponseBase): Promise<void> {
    try {
      await writeResponse(this.target, response, this.request.method === "HEAD");
    } catch (error) {
      this.fail(error);
    }
  }

  async #finish(response: HttpResponseBase): Promise<void> {
    this.#source.release();
    this.request.closeLater(response);
    try {
      await this.request.close();
    } finally {
      if (requestFinished.hasListeners()) {
        await requestFinished.sendRobust(undefined, { request: this.request });
      }
    }
  }
}

/**
 * The site as a listener for `http.createServer()`.
 *
 * @example
 * http.createServer(nodeListener()).listen(8000);
 */
export function nodeListener(options: NodeListenerOptions = {}): NodeListener {
  const { handler = getHandler(), onSent } = options;
  const queue = new SendQueue();
  const send = (exchange: Exchange, response: HttpResponseBase): void => {
    const { message, target } = exchange;
    if (onSent !== undefined)
      target.once("close", () => onSent(message, response, exchange.started));
    exchange.send(response, queue);
  };
  return (message, target) => {
    const exchange = new Exchange(message, target);
    if (onSent !== undefined) exchange.started = performance.now();
    let result: MaybeResponse;
    try {
      result = handler(exchange.request);
    } catch (error) {
      exchange.fail(error);
      return;
    }
    if (result instanceof Promise) {
      result.then(
        (response) => send(exchange, response),
        (error: unknown) => exchange.fail(error),
      );
    } else send(exchange, result);
  };
}
