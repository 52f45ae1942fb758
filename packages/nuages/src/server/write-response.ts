import type { ServerResponse } from "node:http";

import { HttpResponse, type HttpResponseBase } from "../http/index.ts";

function hasNoBody(status: number): boolean {
  return status === 204 || status === 304 || status < 200;
}

/** Node writes headers as Latin-1; what is beyond it goes out as the bytes of UTF-8. */
function headerBytes(value: string): string {
  return /^[\t\u0020-\u007e\u0080-\u00ff]*$/.test(value)
    ? value
    : Buffer.from(value, "utf8").toString("latin1");
}

const FRAMING = "transfer-encoding";

/** How bodies are framed is the server's: said beside a length, it would be read in two ways. */
function isFraming(name: string): boolean {
  return name.length === FRAMING.length && name.toLowerCase() === FRAMING;
}

function headerList(response: HttpResponseBase): string[] {
  const list: string[] = [];
  const { statusCode, headers } = response;
  // RFC 9110 §8.6: what cannot have a body has no length either; that of 304 would be the page's, not 0.
  if (hasNoBody(statusCode)) headers.delete("Content-Length");
  for (const [name, value] of headers) if (!isFraming(name)) list.push(name, value);
  if (response.hasCookies) {
    for (const cookie of response.cookies.values()) {
      list.push("Set-Cookie", headerBytes(cookie.toString()));
    }
  }
  return list;
}

/**
 * The length that is sent is that of the body: whoever reads on by a wrong one takes the next answer of the
 * connection for a part of this one. For HEAD a view may know the length without the body.
 */
function setLength(response: HttpResponse, body: string | Uint8Array, isHead: boolean): void {
  const { headers } = response;
  const announced = headers.get("content-length");
  if (announced !== undefined && isHead) return;
  const length = String(Buffer.byteLength(body));
  if (announced !== length) headers.setTrusted("content-length", "Content-Length", length);
}

/** Sends a whole response at once; see {@link writeResponse}. */
export function writeWhole(target: ServerResponse, response: HttpResponse, isHead: boolean): void {
  if (target.destroyed) return;
  const { statusCode } = response;
  if (hasNoBody(statusCode)) {
    target.writeHead(statusCode, response.reasonPhrase, headerList(response)).end();
    return;
  }
  // RFC 9110 §15.3.6: 205 has a body of no bytes.
  const body = statusCode === 205 ? "" : response.body;
  setLength(response, body, isHead);
  const headers = headerList(response);
  target.writeHead(statusCode, response.reasonPhrase, headers);
  if (isHead) target.end();
  else if (typeof body === "string" && !(response.headers.isPlain && !response.hasCookies)) {
    // Node joins head and text and then writes both as UTF-8, which would change the head.
    target.end(Buffer.from(body, "utf8"));
  } else target.end(body);
}

function drained(target: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      target.off("drain", done);
      target.off("close", done);
      resolve();
    };
    target.once("drain", done);
    target.once("close", done);
  });
}

/** Writes a streamed response piece by piece, no faster than the client reads. */
async function writePieces(target: ServerResponse, response: HttpResponseBase): Promise<void> {
  for await (const chunk of response) {
    // The client went away: leaving the loop ends the generator.
    if (target.destroyed || target.writableEnded) return;
    if (chunk.length > 0 && !target.write(chunk)) await drained(target);
  }
  target.end();
}

/** {@link writePieces}, until the client goes away: a piece that takes long, or never comes, is not waited for. */
async function writeStream(target: ServerResponse, response: HttpResponseBase): Promise<void> {
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  target.once("close", resolve);
  await Promise.race([writePieces(target, response), closed]);
}

/**
 * Sends a response. For HEAD, 1xx, 204 and 304 only the head is sent.
 *
 * @returns a promise for a streamed body, else nothing: it is sent.
 */
export function writeResponse(
  target: ServerResponse,
  response: HttpResponseBase,
  isHead: boolean,
): Promise<void> | undefined {
  if (response instanceof HttpResponse) {
    writeWhole(target, response, isHead);
    return undefined;
  }
  if (target.destroyed) return undefined;
  const { statusCode, reasonPhrase } = response;
  // A body that is not as long as announced, such as a file that shrinks, ends the connection.
  target.strictContentLength = true;
  target.writeHead(statusCode, reasonPhrase, headerList(response));
  if (isHead || hasNoBody(statusCode)) {
    target.end();
    return undefined;
  }
  target.flushHeaders();
  return writeStream(target, response);
}
