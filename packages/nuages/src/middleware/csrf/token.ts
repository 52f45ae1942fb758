import { NuagesRangeError } from "../../errors/index.ts";
import { constantTimeCompare, getRandomString } from "../../signing/index.ts";

const CHARS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
/** Length of a secret. */
export const CSRF_SECRET_LENGTH = 32;
/** Length of a token: a mask, and the secret under it. */
export const CSRF_TOKEN_LENGTH = 2 * CSRF_SECRET_LENGTH;

/** A CSRF token or cookie that cannot be one. Django: `InvalidTokenFormat`. */
export class InvalidTokenFormat extends NuagesRangeError {
  readonly code = "middleware.csrf_token_format";
  /** What is wrong, to follow the words "CSRF token". */
  readonly reason: string;

  constructor(reason: string) {
    super(`The CSRF token ${reason}.`);
    this.reason = reason;
  }
}

/** @throws InvalidTokenFormat when the text is neither a secret nor a token. */
export function checkTokenFormat(token: string): void {
  if (token.length !== CSRF_TOKEN_LENGTH && token.length !== CSRF_SECRET_LENGTH) {
    throw new InvalidTokenFormat("has incorrect length");
  }
  if (!/^[a-zA-Z0-9]*$/.test(token)) throw new InvalidTokenFormat("has invalid characters");
}

export function newSecret(): string {
  return getRandomString(CSRF_SECRET_LENGTH, CHARS);
}

function shift(text: string, mask: string, direction: 1 | -1): string {
  let shifted = "";
  for (let index = 0; index < text.length; index += 1) {
    const sum = CHARS.indexOf(text.charAt(index)) + direction * CHARS.indexOf(mask.charAt(index));
    shifted += CHARS.charAt((sum + CHARS.length) % CHARS.length);
  }
  return shifted;
}

/**
 * The secret under a mask, with the mask before it: another text each time, so that a compressed page
 * does not give the secret away (BREACH).
 */
export function maskSecret(secret: string, mask: string = newSecret()): string {
  return mask + shift(secret, mask, 1);
}

/** The secret of a token. */
export function unmaskToken(token: string): string {
  const mask = token.slice(0, CSRF_SECRET_LENGTH);
  return shift(token.slice(CSRF_SECRET_LENGTH), mask, -1);
}

/** Whether a token, masked or not, is that of the secret. Takes the same time for all. */
export function tokenMatches(token: string, secret: string): boolean {
  const bare = token.length === CSRF_TOKEN_LENGTH ? unmaskToken(token) : token;
  return constantTimeCompare(bare, secret);
}
