import { cookieFromHeader, HttpResponse } from "../../http/index.ts";

/** A page as plain data, which every cache can keep. */
interface StoredPage {
  readonly status: number;
  readonly reason: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly cookies: readonly string[];
  readonly content: Uint8Array;
}

/** The page as a cache keeps it. */
export function toStored(response: HttpResponse): StoredPage {
  return {
    status: response.statusCode,
    reason: response.reasonPhrase,
    headers: [...response.headers],
    cookies: [...response.cookies.values()].map(String),
    content: new Uint8Array(response.content),
  };
}

/** The page that a cache has kept; a new one each time. */
export function fromStored(stored: unknown): HttpResponse {
  const { status, reason, headers, cookies, content } = stored as StoredPage;
  const response = new HttpResponse(content, { status, reason, headers, contentType: null });
  for (const header of cookies) {
    const cookie = cookieFromHeader(header);
    response.cookies.set(cookie.name, cookie);
  }
  return response;
}
