import { settingOrDefault } from "../conf/index.ts";
import type { HttpRequest } from "../http/index.ts";
import { getCurrentTimezone, getLanguage, getLanguageBidi } from "../i18n/index.ts";

/** Gives values that every template rendered for a request sees; may give a promise of them. */
export type ContextProcessor = (
  request: HttpRequest,
) => Readonly<Record<string, unknown>> | Promise<Readonly<Record<string, unknown>>>;

declare module "../conf/settings.ts" {
  interface SettingValues {
    contextProcessor: ContextProcessor;
  }
}

type TokenSource = (request: HttpRequest) => string;
const tokenSources: TokenSource[] = [];

/** Tells how a request gets its CSRF token; the middleware that checks tokens registers this. */
export function registerCsrfTokenSource(source: TokenSource): void {
  tokenSources.push(source);
}

/** `csrfToken`: the token for forms. Always on. The token is made when a template uses it. */
export function csrf(request: HttpRequest): Record<string, unknown> {
  return { csrfToken: () => tokenSources.at(-1)?.(request) ?? null };
}

/** `request`: the request itself. */
export function request(current: HttpRequest): Record<string, unknown> {
  return { request: current };
}

/** `debug`: true where `settings.debug` is on and the visitor's address is in `settings.internalIps`. */
export function debug({ remoteAddress }: HttpRequest): Record<string, unknown> {
  return settingOrDefault("debug") && settingOrDefault("internalIps").includes(remoteAddress)
    ? { debug: true }
    : {};
}

/** `LANGUAGES`, `LANGUAGE_CODE` and `LANGUAGE_BIDI`. */
export function i18n(): Record<string, unknown> {
  return {
    LANGUAGES: settingOrDefault("languages"),
    LANGUAGE_CODE: getLanguage(),
    LANGUAGE_BIDI: getLanguageBidi(),
  };
}

/** `TIME_ZONE`: name of the current time zone. */
export function tz(): Record<string, unknown> {
  return { TIME_ZONE: getCurrentTimezone() };
}

/** `STATIC_URL`. */
export function staticUrl(): Record<string, unknown> {
  return { STATIC_URL: settingOrDefault("staticUrl") };
}

/** `MEDIA_URL`. */
export function media(): Record<string, unknown> {
  return { MEDIA_URL: settingOrDefault("mediaUrl") };
}
