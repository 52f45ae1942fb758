import { lookup as resolveName } from "node:dns";
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http";
import { BlockList, isIP, type LookupFunction } from "node:net";

import { NuagesError } from "../errors/index.ts";
import { isPublicAddress } from "./public-address.ts";

/** An address that others gave us was not asked, or its answer not taken. */
export class PublicFetchError extends NuagesError {
  readonly code = "utils.public_fetch";
}

/** Options of {@link fetchPublic}. */
export interface FetchPublicOptions {
  /** Default: `GET`. */
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Milliseconds for everything, redirects included. Default: 10,000. */
  readonly timeout?: number;
  /** Bytes of the answer's body at most. Default: 10 MiB. */
  readonly maxBytes?: number;
  /** Default: 5. */
  readonly maxRedirects?: number;
  /** Ports that may be asked. Default: 80 and 443. */
  readonly ports?: readonly number[];
  /** Networks that are allowed though they are not public, such as `10.20.0.0/16`. Default: none. */
  readonly allowedNetworks?: readonly string[];
  /** Ends the wait from outside. */
  readonly signal?: AbortSignal;
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);
/** Not for another site than the one that they were meant for. */
const PRIVATE_HEADERS: ReadonlySet<string> = new Set([
  "authorization",
  "cookie",
  "proxy-authorization",
]);

interface Limits {
  readonly maxBytes: number;
  readonly ports: readonly number[];
  readonly allowed: BlockList;
  readonly signal: AbortSignal;
}

interface Question {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | Uint8Array | undefined;
}

function networks(list: readonly string[]): BlockList {
  const allowed = new BlockList();
  for (const network of list) {
    const [address = "", prefix = ""] = network.split("/");
    const version = isIP(address);
    const bits = prefix === "" ? (version === 6 ? 128 : 32) : Number(prefix);
    if (version === 0 || !Number.isInteger(bits)) {
      throw new RangeError(`allowedNetworks has ${JSON.stringify(network)}, which is no network.`);
    }
    allowed.addSubnet(address, bits, version === 6 ? "ipv6" : "ipv4");
  }
  return allowed;
}

function refuse(url: URL, reason: string, hint: string, cause?: unknown): PublicFetchError {
  // User and password may be part of the address.
  const shown = `${url.protocol}//${url.host}${url.pathname}`;
  return new PublicFetchError(`${shown} was not fetched: ${reason}.`, { hint, cause });
}

const ADDRESS_HINT =
  "Addresses that visitors give may lead to the site's own network. If this one is meant, name its network in allowedNetworks.";

function isAllowed(address: string, { allowed }: Limits): boolean {
  return isPublicAddress(address) || allowed.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
}

/** The host as a number, where it is one: such a host is not looked up. */
function numericHost({ hostname }: URL): string | undefined {
  const bare = hostname.replace(/^\[|\]$/g, "");
  return isIP(bare) === 0 ? undefined : bare;
}

function checkUrl(url: URL, limits: Limits): void {
  if (url.protocol !== "http:" && url.protocol !== "https:")
    throw refuse(url, "it is neither http nor https", "Only those two are fetched.");
  const port = Number(url.port || (url.protocol === "https:" ? 443 : 80));
  if (!limits.ports.includes(port))
    throw refuse(url, `port ${port} is not allowed`, "Name it in the option ports.");
  const address = numericHost(url);
  if (address !== undefined && !isAllowed(address, limits))
    throw refuse(url, `${address} is no public address`, ADDRESS_HINT);
}

/**
 * Looks a name up and refuses it when one of its addresses is not allowed. The connection is made to the
 * very addresses that were checked.
 */
function checkedLookup(url: URL, limits: Limits): LookupFunction {
  return (hostname, options, callback) => {
    resolveName(hostname, { ...options, all: true }, (error, addresses) => {
      const refused =
        error === null && addresses.find(({ address }) => !isAllowed(address, limits));
      const [first] = addresses ?? [];
      if (error !== null) callback(error, "");
      else if (refused)
        callback(
          refuse(url, `it leads to ${refused.address}, which is no public address`, ADDRESS_HINT),
          "",
        );
      else if (options.all === true) callback(null, addresses);
      else callback(null, first?.address ?? "", first?.family);
    });
  };
}

async function send(question: Question, limits: Limits): Promise<IncomingMessage> {
  const { url, method, headers, body } = question;
  const { request } =
    url.protocol === "https:" ? await import("node:https") : await import("node:http");
  const options: RequestOptions = {
    method,
    // Nothing is inflated here: a small answer stays small.
    headers: { "accept-encoding": "identity", ...headers },
    lookup: checkedLookup(url, limits),
    signal: limits.signal,
    agent: false,
  };
  return new Promise((resolve, reject) => {
    const sent: ClientRequest = request(url, options, resolve);
    sent.on("error", reject);
    sent.end(body);
  });
}

async function bodyOf(url: URL, answer: IncomingMessage, { maxBytes }: Limits): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw refuse(
        url,
        `its answer has more than ${maxBytes} bytes`,
        "Raise maxBytes if that is meant.",
      );
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function targetOf(url: URL, { headers: { location } }: IncomingMessage): URL | undefined {
  if (location === undefined) return undefined;
  if (!URL.canParse(location, url))
    throw refuse(url, "it redirects to what is no address", "The other site makes a mistake.");
  return new URL(location, url);
}

/** The question that a redirect asks for, by the rules of browsers. */
function redirected(
  { url, method, headers, body }: Question,
  status: number,
  target: URL,
): Question {
  const becomesGet = status === 303 ? method !== "HEAD" : status < 303 && method === "POST";
  const kept = Object.entries(headers).filter(([name]) => {
    const lower = name.toLowerCase();
    if (target.origin !== url.origin && PRIVATE_HEADERS.has(lower)) return false;
    return !becomesGet || !lower.startsWith("content-");
  });
  return {
    url: target,
    method: becomesGet ? "GET" : method,
    headers: Object.fromEntries(kept),
    body: becomesGet ? undefined : body,
  };
}

function responseOf(url: URL, answer: IncomingMessage, body: Buffer): Response {
  const headers = new Headers();
  for (let index = 0; index < answer.rawHeaders.length; index += 2)
    headers.append(answer.rawHeaders[index] ?? "", answer.rawHeaders[index + 1] ?? "");
  const status = answer.statusCode ?? 0;
  const isEmpty = status === 204 || status === 205 || status === 304;
  const response = new Response(isEmpty ? null : new Uint8Array(body), { status, headers });
  Object.defineProperty(response, "url", { value: url.href });
  return response;
}

async function follow(first: Question, limits: Limits, maxRedirects: number): Promise<Response> {
  let question = first;
  for (let step = 0; step <= maxRedirects; step += 1) {
    const { url } = question;
    checkUrl(url, limits);
    const answer = await send(question, limits);
    const status = answer.statusCode ?? 0;
    const target = REDIRECTS.has(status) ? targetOf(url, answer) : undefined;
    if (target === undefined) return responseOf(url, answer, await bodyOf(url, answer, limits));
    answer.destroy();
    question = redirected(question, status, target);
  }
  throw refuse(
    first.url,
    `it redirects more than ${maxRedirects} times`,
    "Give the address that it leads to.",
  );
}

/**
 * Fetches what an address leads to that others gave: a webhook, a picture, a discovery document. Only http
 * and https, and only hosts of the public Internet: the name is looked up once, its addresses are checked,
 * and the connection is made to them; each redirect is checked again. The whole body is read, and left
 * compressed when the other side compresses it unasked.
 *
 * @throws PublicFetchError when it must not be asked, does not answer in time, or answers too much
 * @example
 * const answer = await fetchPublic(webhook.url, { method: "POST", body: JSON.stringify(event) });
 */
export async function fetchPublic(
  address: string | URL,
  options: FetchPublicOptions = {},
): Promise<Response> {
  const { timeout = 10_000, maxRedirects = 5, signal } = options;
  const url = URL.canParse(String(address)) ? new URL(address) : undefined;
  if (url === undefined)
    throw new PublicFetchError(`${JSON.stringify(String(address))} is no address.`, {
      hint: "It begins with http:// or https://.",
    });
  const ending = AbortSignal.timeout(timeout);
  const limits: Limits = {
    maxBytes: options.maxBytes ?? 10 * 1024 * 1024,
    ports: options.ports ?? [80, 443],
    allowed: networks(options.allowedNetworks ?? []),
    signal: signal === undefined ? ending : AbortSignal.any([ending, signal]),
  };
  const { method = "GET", headers = {}, body } = options;
  try {
    return await follow({ url, method: method.toUpperCase(), headers, body }, limits, maxRedirects);
  } catch (error) {
    if (error instanceof PublicFetchError) throw error;
    signal?.throwIfAborted();
    const reason = ending.aborted
      ? `it did not answer within ${timeout} ms`
      : `it could not be reached (${(error as Error).message})`;
    throw refuse(url, reason, "Try again later.", error);
  }
}
