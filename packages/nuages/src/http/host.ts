import { settings } from "../conf/index.ts";
import { isSameDomain } from "../utils/http.ts";
import { DisallowedHost } from "./errors.ts";

const HOST = /^(?:[a-z0-9.-]+|\[[a-f0-9]*:[a-f0-9.:]+\])(?::([0-9]+))?$/;

/** Domain, in lower case and without a final dot, and port of a host name; both empty when it is none. */
export function splitDomainPort(host: string): [domain: string, port: string] {
  const lower = host.toLowerCase();
  const match = HOST.exec(lower);
  if (match === null) return ["", ""];
  const port = match[1] ?? "";
  const domain = port === "" ? lower : lower.slice(0, -port.length - 1);
  if (lower.endsWith("]")) return [lower, ""];
  return [domain.endsWith(".") ? domain.slice(0, -1) : domain, port];
}

/** Whether a host is one of the patterns: itself, `.example.com` for subdomains too, or `*` for any. */
export function validateHost(host: string, allowedHosts: readonly string[]): boolean {
  return allowedHosts.some((pattern) => pattern === "*" || isSameDomain(host, pattern));
}

/** Hosts that a site in debug answers to when it names none: this machine's own. */
const LOCAL_HOSTS = [".localhost", "127.0.0.1", "[::1]"];

let lastAllowed: { host: string; hosts: readonly string[]; debug: boolean } | undefined;

/**
 * The host, as it was sent, when it is one of the site's.
 *
 * @throws DisallowedHost when it is not.
 */
export function checkHost(host: string): string {
  const { debug, allowedHosts: hosts } = settings;
  const { host: known, hosts: knownHosts, debug: knownDebug } = lastAllowed ?? {};
  if (known === host && knownHosts === hosts && knownDebug === debug) return host;
  const allowed = debug && hosts.length === 0 ? LOCAL_HOSTS : hosts;
  const [domain] = splitDomainPort(host);
  if (domain === "" || !validateHost(domain, allowed)) throw DisallowedHost.unknown(host, domain);
  lastAllowed = { host, hosts, debug };
  return host;
}
