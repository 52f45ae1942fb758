import { AsyncLocalStorage } from "node:async_hooks";

import { overrideSettings, settings } from "../conf/index.ts";
import { getHandler, type Handler, serve } from "../server/index.ts";

/** A server for tests; disposing of it ends it. */
export interface LiveServer extends AsyncDisposable {
  /** Address without a slash at the end, such as `http://127.0.0.1:40123`. Django: `live_server_url`. */
  readonly url: string;
  readonly host: string;
  readonly port: number;
}

/** Options of {@link liveServer}. */
export interface LiveServerOptions {
  /** Default: `127.0.0.1`. */
  readonly host?: string;
  /** Default: any free one. */
  readonly port?: number;
  /** Default: the site. */
  readonly handler?: Handler;
  /** Whether static files of the apps are served. Default: true. Django: `StaticLiveServerTestCase`. */
  readonly staticFiles?: boolean;
}

/**
 * Serves the site over HTTP on a free port, for tests with a browser or `fetch()`. Its requests see what
 * the code around the call sees, an open transaction of `testCase()` too. Django: `LiveServerTestCase`.
 *
 * @throws ServerStartError when the port is in use
 * @example
 * it("works in a browser", testCase(async () => {
 *   await using server = await liveServer();
 *   const page = await browser.newPage();
 *   await page.goto(`${server.url}/books/`);
 * }));
 */
export async function liveServer(options: LiveServerOptions = {}): Promise<LiveServer> {
  const { host = "127.0.0.1", port = 0, handler = getHandler(), staticFiles = true } = options;
  const enter = AsyncLocalStorage.snapshot();
  const override = overrideSettings({ allowedHosts: [...settings.allowedHosts, host] });
  try {
    const server = await serve({
      host,
      port,
      staticFiles,
      handler: (request) => enter(() => handler(request)),
    });
    return {
      url: server.url.replace(/\/$/u, ""),
      host: server.host,
      port: server.port,
      async [Symbol.asyncDispose]() {
        await server.close();
        override[Symbol.dispose]();
      },
    };
  } catch (error) {
    override[Symbol.dispose]();
    throw error;
  }
}
