import { isIPv6 } from "node:net";

import { CommandError } from "../errors.ts";

/** Where the development server listens. */
export interface ServerAddress {
  readonly host: string;
  readonly port: number;
  /** What a browser opens. */
  readonly url: string;
}

const pattern =
  /^(?:(?<host>\d{1,3}(?:\.\d{1,3}){3}|\[[a-f\d:.]+\]|[a-z\d-]+(?:\.[a-z\d-]+)*):)?(?<port>\d+)$/iu;

/**
 * Reads `8000`, `127.0.0.1:8000`, `0:8000` (all addresses), `[::1]:8000`, `localhost:8000`.
 *
 * @throws CommandError when it is none of these
 */
export function parseAddress(text: string | undefined, useIpv6 = false): ServerAddress {
  const own = useIpv6 ? "::1" : "127.0.0.1";
  if (text === undefined) return address(own, 8000);
  const { host, port = "" } = pattern.exec(text)?.groups ?? {};
  if (port === "" || Number(port) > 65_535) {
    throw new CommandError(`"${text}" is not a valid port number or address:port pair.`, {
      hint: "Examples: 8000, 127.0.0.1:8000, 0:8000, [::1]:8000, localhost:8000.",
    });
  }
  if (host === undefined) return address(own, Number(port));
  const isBracketed = host.startsWith("[");
  const name = isBracketed ? host.slice(1, -1) : host === "0" ? "0.0.0.0" : host;
  if (isBracketed && !isIPv6(name)) {
    throw new CommandError(`"${name}" is not a valid IPv6 address.`);
  }
  if (useIpv6 && !isBracketed && /^[\d.]+$/u.test(name)) {
    throw new CommandError(`"${name}" is not a valid IPv6 address.`, {
      hint: "Write it in brackets, such as [::1]:8000, or leave --ipv6 out.",
    });
  }
  return address(name, Number(port));
}

function address(host: string, port: number): ServerAddress {
  const shown = host.includes(":") ? `[${host}]` : host;
  return { host, port, url: `http://${shown}:${port}/` };
}
