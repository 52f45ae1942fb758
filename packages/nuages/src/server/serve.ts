import type { Server } from "node:http";
import { type AddressInfo, Server as TcpServer, type Socket } from "node:net";
import type { Duplex } from "node:stream";

import { settings } from "../conf/index.ts";
import { escapeForLog } from "../http/index.ts";
import { getLogger } from "../logging/index.ts";
import { logAccess, logDetailedAccess } from "./access-log.ts";
import { ServerStartError } from "./errors.ts";
import { getHandler, type Handler } from "./handler.ts";
import { type HealthOptions, withHealth } from "./health.ts";
import { nodeListener, type NodeListener } from "./node-listener.ts";
import { withRequestIds } from "./request-ids.ts";
import { withStaticFiles } from "./static-files.ts";

// An import would read every export of the module, WebSocket among them, which loads a whole client.
const { createServer, STATUS_CODES } = process.getBuiltinModule("node:http");

/** Options of {@link serve}. */
export interface ServeOptions {
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: 8000; 0 takes any free port. */
  readonly port?: number;
  /** A Unix socket to listen on in place of host and port. */
  readonly socket?: string;
  /** Default: the site. */
  readonly handler?: Handler;
  /** Whether static files are served below `staticUrl`. Default: the setting `debug`. */
  readonly staticFiles?: boolean;
  /**
   * Whether each request gives a line to the logger `nuages.server`; `"detailed"` adds the peer's address,
   * milliseconds and the request's id. Default: false.
   */
  readonly accessLog?: boolean | "detailed";
  /** Whether requests have ids: in `X-Request-ID` and in what is logged. Default: false. */
  readonly requestIds?: boolean;
  /** Paths that say how the server is. Default: none. */
  readonly health?: HealthOptions;
  /** Milliseconds for a request's headers. Default: 15,000. */
  readonly headersTimeout?: number;
  /** Milliseconds for a whole request, its body included. Default: 300,000. */
  readonly requestTimeout?: number;
  /** Milliseconds that an idle connection is kept. Default: 5,000. */
  readonly keepAliveTimeout?: number;
}

/** Options of {@link RunningServer.close}. */
export interface CloseOptions {
  /**
   * Whether idle connections live on until their keep-alive time has passed: a request may be on its way on
   * one of them. Default: false, they are cut.
   */
  readonly drain?: boolean;
}

/** A server that runs. `await using server = await serve()` closes it by itself. */
export interface RunningServer extends AsyncDisposable {
  /** Empty for a Unix socket. */
  readonly host: string;
  /** 0 for a Unix socket. */
  readonly port: number;
  /** Address of the site, such as `http://127.0.0.1:8000/`; `unix:` and the path of a socket. */
  readonly url: string;
  /**
   * Takes no new connections, lets requests in flight end, then closes.
   *
   * @param graceMs Milliseconds after which the rest is cut off. Default: 10,000.
   */
  close(graceMs?: number, options?: CloseOptions): Promise<void>;
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

/** RFC 9112 §3.2: since HTTP/1.1 a request names its host. Node refuses those that do not, but says nothing. */
function requireHost(listener: NodeListener): NodeListener {
  return (message, target) => {
    if (message.headers.host !== undefined || message.httpVersion !== "1.1") {
      listener(message, target);
      return;
    }
    getLogger("nuages.server").warning("Request without a host answered with 400: %s", {
      params: [escapeForLog(message.url ?? "")],
      extra: { statusCode: 400 },
    });
    target.writeHead(400, { Connection: "close", "Content-Length": 0 }).end();
  };
}

type Place = { readonly path: string } | { readonly host: string; readonly port: number };

function listen(server: Server, place: Place): Promise<AddressInfo | string> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException): void =>
      reject(
        "path" in place
          ? ServerStartError.socket(error, place.path)
          : ServerStartError.from(error, place.host, place.port),
      );
    server.once("error", failed);
    server.listen(place, () => {
      server.off("error", failed);
      resolve(server.address() ?? "");
    });
  });
}

const SWEEP_MS = 20;

/** The connections of a server. */
function connectionsOf(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  return sockets;
}

/** Ends when the last connection has; what is left after the time of grace is cut off. */
function closeServer(
  server: Server,
  sockets: ReadonlySet<Socket>,
  { graceMs, drain }: { readonly graceMs: number; readonly drain: boolean },
): Promise<void> {
  // Node takes a connection for idle while an answer that is ready is still on its way.
  const cutIdle = (): void => {
    if ([...sockets].every(({ writableLength }) => writableLength === 0)) {
      server.closeIdleConnections();
    }
  };
  return new Promise<void>((resolve) => {
    const timer = setTimeout(() => server.closeAllConnections(), graceMs);
    const sweep = drain ? undefined : setInterval(cutIdle, SWEEP_MS);
    // HTTP's own close() cuts idle connections at once; it comes when none is left, to end its timer.
    TcpServer.prototype.close.call(server, () => {
      clearTimeout(timer);
      clearInterval(sweep);
      server.close();
      resolve();
    });
    if (!drain) cutIdle();
  });
}

/** Answers with `Connection: close` from the moment on when the server is to end. */
class Gate {
  isClosing = false;

  around(listener: NodeListener): NodeListener {
    return (message, target) => {
      if (this.isClosing) target.shouldKeepAlive = false;
      listener(message, target);
    };
  }
}

function makeListener(options: ServeOptions, gate: Gate): NodeListener {
  const { accessLog = false, health } = options;
  const views = options.handler ?? getHandler();
  const served = (options.staticFiles ?? settings.debug) ? withStaticFiles(views) : views;
  const handler = options.requestIds ? withRequestIds(served) : served;
  const onSent = accessLog === "detailed" ? logDetailedAccess : logAccess;
  const listener = nodeListener({ handler, ...(accessLog === false ? {} : { onSent }) });
  const site = requireHost(listener);
  return gate.around(health === undefined ? site : withHealth(site, health, () => gate.isClosing));
}

function addressOf(address: AddressInfo | string): Pick<RunningServer, "host" | "port" | "url"> {
  if (typeof address === "string") return { host: "", port: 0, url: `unix:${address}` };
  const shown = address.family === "IPv6" ? `[${address.address}]` : address.address;
  return { host: address.address, port: address.port, url: `http://${shown}:${address.port}/` };
}

/**
 * Serves the site over HTTP. Ends when the port is open; the server goes on until it is closed.
 *
 * @throws ServerStartError when the port is in use, or must not be listened on
 * @example
 * await using server = await serve({ port: 8000 });
 */
export async function serve(options: ServeOptions = {}): Promise<RunningServer> {
  const { host = "127.0.0.1", port = 8000, socket, headersTimeout = 15_000 } = options;
  const gate = new Gate();
  const server = createServer(
    {
      headersTimeout,
      requestTimeout: options.requestTimeout ?? 300_000,
      keepAliveTimeout: options.keepAliveTimeout ?? 5_000,
      requireHostHeader: false,
      connectionsCheckingInterval: Math.min(5_000, headersTimeout),
    },
    makeListener(options, gate),
  );
  server.on("clientError", refuseMalformed);
  const sockets = connectionsOf(server);
  const address = await listen(server, socket === undefined ? { host, port } : { path: socket });
  const close = (graceMs = 10_000, { drain = false }: CloseOptions = {}): Promise<void> => {
    gate.isClosing = true;
    return closeServer(server, sockets, { graceMs, drain });
  };
  return { ...addressOf(address), close, [Symbol.asyncDispose]: () => close() };
}
