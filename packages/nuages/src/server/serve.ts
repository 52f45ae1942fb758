import type { IncomingMessage, Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Duplex } from "node:stream";

import { settings } from "../conf/index.ts";
import { escapeForLog, HttpResponse, type HttpResponseBase } from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { ServerStartError } from "./errors.ts";
import { getHandler, type Handler } from "./handler.ts";
import { nodeListener } from "./node-listener.ts";
import { withStaticFiles } from "./static-files.ts";

// An import would read every export of the module, WebSocket among them, which loads a whole client.
const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: 8000; 0 takes any free port. */
  readonly port?: number;
  /** Default: the site. */
  readonly handler?: Handler;
  /** Whether static files are served below `staticUrl`. Default: the setting `debug`. */
  readonly staticFiles?: boolean;
  /** Whether each request gives a line to the logger `nuages.server`. Default: false. */
  readonly accessLog?: boolean;
  /** Milliseconds for a request's headers. Default: 15,000. */
  readonly headersTimeout?: number;
  /** Milliseconds for a whole request, its body included. Default: 300,000. */
  readonly requestTimeout?: number;
  /** Milliseconds that an idle connection is kept. Default: 5,000. */
  readonly keepAliveTimeout?: number;
}

/** A server that runs. `await using server = await serve()` closes it by itself. */
export interface RunningServer extends AsyncDisposable {
  readonly host: string;
  readonly port: number;
  /** Address of the site, such as `http://127.0.0.1:8000/`. */
  readonly url: string;
  /**
   * Takes no new connections, lets requests in flight end, then closes.
   *
   * @param graceMs Milliseconds after which the rest is cut off. Default: 10,000.
   */
  close(graceMs?: number): Promise<void>;
}

function accessLine(message: IncomingMessage, response: HttpResponseBase): void {
  const line = escapeForLog(`${message.method} ${message.url} HTTP/${message.httpVersion}`);
  const { statusCode } = response;
  const whole = response instanceof HttpResponse ? Buffer.byteLength(response.body) : "-";
  const size = response.headers.get("Content-Length", whole);
  const level = statusCode >= 500 ? "error" : statusCode >= 400 ? "warning" : "info";
  getLogger("nuages.server")[level]('"%s" %s %s', {
    params: [line, statusCode, size],
    extra: { statusCode },
  });
}

const CLIENT_ERRORS: ReadonlyMap<string | undefined, number> = new Map([
  ["HPE_HEADER_OVERFLOW", 431],
  ["HPE_CHUNK_EXTENSIONS_OVERFLOW", 413],
  ["ERR_HTTP_REQUEST_TIMEOUT", 408],
]);

/** Answers what is no HTTP, and closes the connection: what follows cannot be trusted. */
function refuseMalformed(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = CLIENT_ERRORS.get(error.code) ?? 400;
  // Most of those that end too early are visitors who went away.
  const level = error.code === "HPE_INVALID_EOF_STATE" ? "info" : "warning";
  getLogger("nuages.server")[level]("Malformed request answered with %s: %s", {
    params: [status, escapeForLog(error.code ?? error.message)],
    extra: { statusCode: status },
  });
  socket.end(
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
  );
}

function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(ServerStartError.from(error, host, port));
    server.once("error", failed);
    server.listen({ host, port }, () => {
      server.off("error", failed);
      resolve(server.address() as AddressInfo);
    });
  });
}

async function closeServer(server: Server, graceMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    server.close(() => {
      clearTimeout(timer);
      resolve();
    });
    server.closeIdleConnections();
  });
}

/**
 * Serves the site over HTTP. Ends when the port is open; the server goes on until it is closed.
 *
 * @throws ServerStartError when the port is in use, or must not be listened on
 * @example
 * await using server = await serve({ port: 8000 });
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 8000, accessLog = false, headersTimeout = 15_000 } = options;
  const site = options.handler ?? getHandler();
  const handler = (options.staticFiles ?? settings.debug) ? withStaticFiles(site) : site;
  const server = createServer(
    {
      headersTimeout,
      requestTimeout: options.requestTimeout ?? 300_000,
      keepAliveTimeout: options.keepAliveTimeout ?? 5_000,
      connectionsCheckingInterval: Math.min(5_000, headersTimeout),
    },
    nodeListener({ handler, ...(accessLog ? { onSent: accessLine } : {}) }),
  );
  server.on("clientError", refuseMalformed);
  const address = await listen(server, host, port);
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  const close = (graceMs = 10_000): Promise<void> => closeServer(server, graceMs);
  return {
    host: address.address,
    port: address.port,
    url: `http://${shown}:${address.port}/`,
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}
