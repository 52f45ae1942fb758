import { overrideSettings, type ProjectSettings } from "nuages/conf";
import { makeTemplateFragmentKey } from "nuages/cache";
import { getLanguage, override } from "nuages/i18n";
import { getLogger } from "nuages/logging";
import {
  getConditionalResponse,
  getLanguageFromRequest,
  HttpRequest,
  HttpResponse,
  type HttpResponseBase,
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  type RequestSource,
} from "nuages/http";
import {
  CommonMiddleware,
  ConditionalGetMiddleware,
  headerKey,
  LocaleMiddleware,
  type MiddlewareClass,
  pageKey,
  SecurityMiddleware,
} from "nuages/middleware";
import { getMaxAge, patchCacheControl, patchVaryHeaders } from "nuages/utils/cache";
import { encodeJson } from "nuages/utils/html";
import { isValidPath, path, rePath } from "nuages/urls";

import type { Adapter, Outcome } from "../adapter.ts";
import { decode } from "../values.ts";
import { urlconf } from "./urlconfs.ts";

// Refused requests are what many vectors are about.
getLogger("nuages").disabled = true;
getLogger("nuages.request").disabled = true;

type Input = Readonly<Record<string, unknown>>;
type Answer = (input: Input) => unknown;

const camel = (name: string): string =>
  name.toLowerCase().replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

function projectSettings(given: unknown): ProjectSettings {
  const entries = Object.entries((given ?? {}) as Input).map(([name, value]) => [
    camel(name),
    name === "SECURE_REDIRECT_EXEMPT"
      ? (value as string[]).map((pattern) => new RegExp(pattern))
      : value,
  ]);
  return Object.fromEntries(entries) as ProjectSettings;
}

/** A header's name from its name in META. */
const headerName = (key: string): string => key.replace(/^HTTP_/, "").replaceAll("_", "-");

function request(source: RequestSource, headers: Input = {}): HttpRequest {
  const sent = Object.entries(headers).filter(([, value]) => value !== null && value !== undefined);
  return new HttpRequest({
    serverName: "testserver",
    serverPort: "80",
    ...source,
    rawHeaders: sent.flatMap(([name, value]) => [name, String(value)]),
  });
}

function fromMeta(meta: unknown): HttpRequest {
  const entries = Object.entries((meta ?? {}) as Input);
  const headers = entries
    .filter(([key]) => key.startsWith("HTTP_"))
    .map(([key, value]) => [headerName(key), value]);
  const server = Object.fromEntries(entries) as Record<string, string>;
  return request(
    {
      serverName: server["SERVER_NAME"] ?? "testserver",
      serverPort: server["SERVER_PORT"] ?? "80",
      secure: server["wsgi.url_scheme"] === "https",
    },
    Object.fromEntries(headers) as Input,
  );
}

const accepting = (accept: unknown): HttpRequest => request({}, { Accept: accept });

interface Entry {
  readonly kind: string;
  readonly route: string;
  readonly name: string;
}

/** Sends a request through one layer of middleware around `view`. */
async function through(
  layer: MiddlewareClass,
  asked: HttpRequest,
  view: () => HttpResponse = () => new HttpResponse("ok"),
): Promise<HttpResponseBase> {
  return await new layer(view).call(asked);
}

function headersOf(response: HttpResponseBase): Record<string, string> {
  return Object.fromEntries([...response.headers].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

const cookiesOf = (response: HttpResponse): string[] =>
  [...response.cookies.values()].map((cookie) => cookie.toString());

const found = (): HttpResponse => new HttpResponse("ok");

async function common(input: Input): Promise<unknown> {
  const urls = (input["patterns"] as Entry[]).map(({ kind, route, name }) =>
    kind === "path" ? path(route, found, { name }) : rePath(route, found, { name }),
  );
  const query = String(input["query"] ?? "");
  const target = String(input["path"]) + (query === "" ? "" : `?${query}`);
  const asked = request(
    { method: String(input["method"]), target: encodeTarget(target) },
    { Host: input["host"] },
  );
  using _settings = overrideSettings({ rootUrlconf: urls });
  const response = await through(CommonMiddleware, asked, () =>
    isValidPath(asked.pathInfo) ? found() : new HttpResponse("", { status: 404 }),
  );
  return {
    status: response.statusCode,
    location: response.headers.get("Location") ?? null,
    content_length: response.headers.get("Content-Length") ?? null,
  };
}

const encodeTarget = (target: string): string =>
  target.replaceAll(/[^\u0021-\u007e]|#/g, (char) => encodeURIComponent(char));

async function security(input: Input): Promise<unknown> {
  const asked = request(
    { target: String(input["path"]), secure: input["secure"] === true },
    { Host: input["host"] },
  );
  const response = await through(SecurityMiddleware, asked);
  const headers = headersOf(response);
  delete headers["Content-Type"];
  return { status: response.statusCode, headers };
}

async function multipart(input: Input): Promise<unknown> {
  const body = Buffer.from(String(input["body"]), "base64");
  // Our parser is asked by the one content type that forms have.
  const contentType = String(input["content_type"]).replace(
    "multipart/mixed",
    "multipart/form-data",
  );
  const asked = request({ method: "POST", body }, { "Content-Type": contentType });
  const files = await Promise.all(
    [...(await asked.FILES).lists()].map(async ([name, uploads]) => [
      name,
      await Promise.all(
        uploads.map(async (upload) => ({
          name: upload.name,
          content_type: upload.contentType,
          charset: upload.charset ?? null,
          size: upload.size,
          content_type_extra: upload.contentTypeExtra,
          content: (await upload.read()).toString("base64"),
        })),
      ),
    ]),
  );
  return { fields: [...(await asked.POST).lists()], files };
}

const languageCookie = (cookie: unknown): string | null =>
  typeof cookie === "string" ? `django_language=${cookie}` : null;

async function locale(input: Input): Promise<unknown> {
  using _settings = overrideSettings({ rootUrlconf: urlconf(String(input["urlconf"])) });
  const asked = request(
    { target: encodeTarget(String(input["path"])) },
    {
      Host: "testserver",
      "Accept-Language": input["accept_language"],
      Cookie: languageCookie(input["cookie"]),
    },
  );
  let language: string | null = null;
  const response = await through(LocaleMiddleware, asked, () => {
    language = getLanguage();
    return isValidPath(asked.pathInfo) ? found() : new HttpResponse("", { status: 404 });
  });
  return {
    language,
    status: response.statusCode,
    location: response.headers.get("Location") ?? null,
    content_language: response.headers.get("Content-Language") ?? null,
    vary: response.headers.get("Vary") ?? null,
  };
}

async function conditionalGet(input: Input): Promise<unknown> {
  const asked = request(
    { method: String(input["method"]) },
    { Host: "testserver", "If-None-Match": input["if_none_match"] },
  );
  const cacheControl = input["cache_control"];
  const view = (): HttpResponse =>
    new HttpResponse(String(input["content"]), {
      headers: typeof cacheControl === "string" ? { "Cache-Control": cacheControl } : {},
    });
  const response = (await through(ConditionalGetMiddleware, asked, view)) as HttpResponse;
  return {
    status: response.statusCode,
    headers: headersOf(response),
    content: response.content.toString(),
  };
}

function conditional(input: Input): number {
  const asked = request({ method: String(input["method"]) }, input["headers"] as Input);
  const answer = getConditionalResponse(asked, {
    etag: input["etag"] as string | null,
    lastModified: input["last_modified"] as number | null,
  });
  return answer?.statusCode ?? 200;
}

function vary(initial: unknown): HttpResponse {
  const response = new HttpResponse();
  if (typeof initial === "string") response.headers.set("Vary", initial);
  return response;
}

function cached(initial: unknown): HttpResponse {
  const response = new HttpResponse();
  if (typeof initial === "string") response.headers.set("Cache-Control", initial);
  return response;
}

/** A request whose pages are kept by a language. */
async function inLanguage(
  { language, path, method }: Input,
  key: (asked: HttpRequest) => string,
): Promise<string> {
  using _settings = overrideSettings({ timeZone: "UTC", useTz: true, useI18n: true });
  return override(String(language), async () =>
    key(
      request(
        { target: encodeTarget(String(path)), ...(method ? { method: String(method) } : {}) },
        { Host: "testserver" },
      ),
    ),
  );
}

const answers: Readonly<Record<string, Answer>> = {
  "cache.get_max_age": ({ cache_control }) => getMaxAge(cached(cache_control)) ?? null,
  "cache.header_key": (input) =>
    inLanguage(input, (asked) => headerKey(asked, String(input["key_prefix"]))),
  "cache.page_key": (input) =>
    inLanguage(input, (asked) =>
      pageKey(
        asked,
        String(input["method"]),
        input["header_list"] as string[],
        String(input["key_prefix"]),
      ),
    ),
  "cache.make_template_fragment_key": ({ name, vary_on: values }) =>
    makeTemplateFragmentKey(String(name), values as unknown[]),
  "cache.patch_cache_control": ({ initial, kwargs }) => {
    const response = cached(initial);
    patchCacheControl(response, kwargs as Record<string, string>);
    return response.headers.get("Cache-Control", "").split(", ").toSorted();
  },
  "cache.patch_vary_headers": ({ initial, new: names }) => {
    const response = vary(initial);
    patchVaryHeaders(response, names as string[]);
    return response.headers.get("Vary");
  },
  conditional,
  "i18n.get_language_from_request": ({ accept_language, cookie, languages, language_code }) => {
    using _settings = overrideSettings({
      ...(languages === null ? {} : { languages: languages as [string, string][] }),
      languageCode: String(language_code),
    });
    return getLanguageFromRequest(
      request({}, { "Accept-Language": accept_language, Cookie: languageCookie(cookie) }),
    );
  },
  "json.encode": ({ obj }) => encodeJson(decode(obj)),
  "middleware.common": common,
  "middleware.conditional_get": conditionalGet,
  "middleware.locale": locale,
  "middleware.security": security,
  multipart,
  "request.POST": async ({ content_type, body }) => {
    const asked = request({ method: "POST", body: String(body) }, { "Content-Type": content_type });
    return [...(await asked.POST).lists()];
  },
  "request.accepted_types": ({ accept }) => accepting(accept).acceptedTypes.map(String),
  "request.accepted_types_by_precedence": ({ accept }) =>
    accepting(accept).acceptedTypesByPrecedence.map(String),
  "request.accepts": ({ accept, media_type }) => accepting(accept).accepts(String(media_type)),
  "request.build_absolute_uri": ({ host, path: target, query, location }) =>
    request(
      { target: `${encodeTarget(String(target))}${query === "" ? "" : `?${query}`}` },
      { Host: host },
    ).buildAbsoluteUri(...(typeof location === "string" ? [location] : [])),
  "request.content_type": ({ content_type }) => {
    const asked = request({}, { "Content-Type": content_type });
    return {
      content_type: asked.contentType,
      params: Object.fromEntries(asked.contentParams),
      encoding: asked.encoding,
    };
  },
  "request.get_full_path": ({ path: written, query, force_append_slash }) => {
    const asked = request({ target: `/?${query}` });
    asked.path = String(written);
    return asked.getFullPath({ forceAppendSlash: force_append_slash === true });
  },
  "request.get_host": ({ headers, meta }) =>
    (meta === undefined ? request({}, headers as Input) : fromMeta(meta)).getHost(),
  "request.get_port": ({ meta }) => fromMeta(meta).getPort(),
  "request.get_preferred_type": ({ accept, media_types }) =>
    accepting(accept).getPreferredType(media_types as string[]) ?? null,
  "request.scheme": ({ meta }) => fromMeta(meta).scheme,
  "response.content": ({ content, content_type, charset }) => {
    const response = new HttpResponse(decode(content) as string, {
      ...(typeof content_type === "string" ? { contentType: content_type } : {}),
      ...(typeof charset === "string" ? { charset } : {}),
    });
    return {
      content: response.content.toString("base64"),
      content_type: response.headers.get("Content-Type"),
      charset: response.charset,
    };
  },
  "response.delete_cookie": ({ key, ...options }) => {
    const response = new HttpResponse();
    response.deleteCookie(String(key), options);
    return cookiesOf(response);
  },
  "response.header": ({ name, value }) =>
    new HttpResponse("", { headers: { [String(name)]: String(value) } }).headers.get(String(name)),
  "response.redirect": ({ url, preserve_request }) => {
    const preserveRequest = preserve_request === true;
    const found = new HttpResponseRedirect(String(url), { preserveRequest });
    const moved = new HttpResponsePermanentRedirect(String(url), { preserveRequest });
    return {
      status: found.statusCode,
      ...(preserveRequest ? {} : { location: found.url }),
      permanent: moved.statusCode,
    };
  },
  "response.set_cookie": ({ key, value, max_age, ...options }) => {
    const response = new HttpResponse();
    response.setCookie(String(key), String(value), {
      ...(decode(options) as object),
      ...(max_age === undefined ? {} : { maxAge: decode(max_age) as number }),
    });
    return cookiesOf(response);
  },
  "response.status": ({ status }) => {
    const response = new HttpResponse("", { status: status as number });
    return { status: response.statusCode, reason: response.reasonPhrase };
  },
};

export const adapter: Adapter = {
  areas: ["http"],
  takes: (vector) => Object.hasOwn(answers, String(vector.op)),
  async run(vector): Promise<Outcome> {
    const input = vector.input as Input;
    // Which hosts are allowed is a question of `request.get_host` alone.
    using _settings = overrideSettings({
      allowedHosts: ["*"],
      ...projectSettings(input["settings"]),
    });
    return { value: await answers[String(vector.op)]?.(input) };
  },
};
