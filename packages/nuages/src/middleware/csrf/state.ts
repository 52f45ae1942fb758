import { settings } from "../../conf/index.ts";
import type { HttpRequest } from "../../http/index.ts";
import {
  checkTokenFormat,
  CSRF_TOKEN_LENGTH,
  InvalidTokenFormat,
  maskSecret,
  newSecret,
  unmaskToken,
} from "./token.ts";

interface CsrfState {
  secret: string | undefined;
  /** Whether the response sets the cookie. */
  needsUpdate: boolean;
}

const states = new WeakMap<HttpRequest, CsrfState>();

/**
 * The secret of the cookie.
 *
 * @throws InvalidTokenFormat when the cookie holds something else
 */
export function cookieSecret(request: HttpRequest): string | undefined {
  const cookie = request.COOKIES[settings.csrfCookieName];
  if (cookie === undefined) return undefined;
  checkTokenFormat(cookie);
  // Django masked the cookie too, before 4.0.
  return cookie.length === CSRF_TOKEN_LENGTH ? unmaskToken(cookie) : cookie;
}

/** What is known of the request's secret; read from its cookie at the first call. */
export function csrfState(request: HttpRequest): CsrfState {
  let state = states.get(request);
  if (state === undefined) {
    state = readState(request);
    states.set(request, state);
  }
  return state;
}

function readState(request: HttpRequest): CsrfState {
  try {
    return { secret: cookieSecret(request), needsUpdate: false };
  } catch (error) {
    if (!(error instanceof InvalidTokenFormat)) throw error;
    return { secret: newSecret(), needsUpdate: true };
  }
}

/**
 * The token for a form or a script, masked anew each time. The response then sets the cookie.
 * Django: `get_token`.
 */
export function getToken(request: HttpRequest): string {
  const state = csrfState(request);
  state.secret ??= newSecret();
  state.needsUpdate = true;
  return maskSecret(state.secret);
}

/** Gives the visitor another secret, as at login. Django: `rotate_token`. */
export function rotateToken(request: HttpRequest): void {
  const state = csrfState(request);
  state.secret = newSecret();
  state.needsUpdate = true;
}
