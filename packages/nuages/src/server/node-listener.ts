import type { IncomingMessage, ServerResponse } from "node:http";

import { HttpRequest, type HttpResponseBase, requestFinished } from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { escapeForLog } from "../http/index.ts";
import { getHandler, type Handler } from "./handler.ts";
import { NodeSource } from "./node-source.ts";
import { writeResponse } from "./write-response.ts";

/** A listener of Node's `request` event. */
export type NodeListener = (message: IncomingMessage, target: ServerResponse) => void;

/** Options of {@link nodeListener}. */
export interface NodeListenerOptions {
  /** Default: the site. */
  readonly handler?: Handler;
  /** Called with each request when its response was sent, or cut off. */
  readonly onSent?: (message: IncomingMessage, response: HttpResponseBase) => void;
}

async function finish(request: HttpRequest, response: HttpResponseBase): Promise<void> {
  await response.close();
  if (requestFinished.hasListeners()) await requestFinished.sendRobust(undefined, { request });
}

/** What went wrong outside of the handler: the socket, a streamed body, a closer. */
function reportFailure(message: IncomingMessage, target: ServerResponse, error: unknown): void {
  getLogger("nuages.request").error("The response to %s could not be sent: %s", {
    params: [escapeForLog(message.url ?? ""), String(error)],
    error,
  });
  if (!target.headersSent) {
    target.writeHead(500, ["Content-Type", "text/plain; charset=utf-8"]).end("Server Error (500)");
  } else target.destroy();
}

/**
 * The site as a listener for `http.createServer()`.
 *
 * @example
 * http.createServer(nodeListener()).listen(8000);
 */
export function nodeListener(options: NodeListenerOptions = {}): NodeListener {
  const handler = options.handler ?? getHandler();
  const { onSent } = options;
  const send = (
    message: IncomingMessage,
    target: ServerResponse,
    sent: { readonly request: HttpRequest; readonly response: HttpResponseBase },
  ): void => {
    const { request, response } = sent;
    if (onSent !== undefined) target.once("close", () => onSent(message, response));
    const failed = (error: unknown): void => reportFailure(message, target, error);
    let streaming: Promise<void> | undefined;
    try {
      streaming = writeResponse(target, response, request.method === "HEAD");
    } catch (error) {
      failed(error);
    }
    if (streaming === undefined) finish(request, response).catch(failed);
    else {
      streaming
        .catch(failed)
        .then(() => finish(request, response))
        .catch(failed);
    }
  };
  return (message, target) => {
    const request = new HttpRequest(new NodeSource(message));
    const failed = (error: unknown): void => reportFailure(message, target, error);
    let result;
    try {
      result = handler(request);
    } catch (error) {
      failed(error);
      return;
    }
    if (result instanceof Promise) {
      result.then((response) => send(message, target, { request, response })).catch(failed);
    } else send(message, target, { request, response: result });
  };
}
