import { NuagesError } from "../errors/index.ts";

/** The server cannot listen where it should. */
export class ServerStartError extends NuagesError {
  readonly code = "server.cannot_listen";

  static socket(error: NodeJS.ErrnoException, path: string): ServerStartError {
    return new ServerStartError(
      `The server cannot listen on the socket ${path}: ${error.message}`,
      {
        hint: "Its folder must exist and be writable, and no other program may use the socket.",
        details: { path, reason: error.code },
        cause: error,
      },
    );
  }

  static from(error: NodeJS.ErrnoException, host: string, port: number): ServerStartError {
    const place = `${host.includes(":") ? `[${host}]` : host}:${port}`;
    const details = { host, port, reason: error.code };
    switch (error.code) {
      case "EADDRINUSE":
        return new ServerStartError(`The port ${port} of ${host} is already in use.`, {
          hint: `Stop the program that uses it, or choose another port, for instance ${port + 1}.`,
          details,
          cause: error,
        });
      case "EACCES":
        return new ServerStartError(`You may not listen on ${place}.`, {
          hint: "Ports below 1024 need special rights: choose one above, and put a proxy before it.",
          details,
          cause: error,
        });
      case "EADDRNOTAVAIL":
      case "ENOTFOUND":
        return new ServerStartError(`This machine has no address ${host}.`, {
          hint: "Use 127.0.0.1 for this machine alone, 0.0.0.0 for all its addresses.",
          details,
          cause: error,
        });
      default:
        return new ServerStartError(`The server cannot listen on ${place}: ${error.message}`, {
          details,
          cause: error,
        });
    }
  }
}
