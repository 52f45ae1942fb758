import { settings, getScriptPrefix } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import {
  escapeUriPath,
  iriToUri,
  isKnownEncoding,
  repercentBrokenUnicode,
  unquoteToBytes,
} from "../utils/encoding.ts";
import { BadSignature, type MaxAgeOptions, unsignCookie } from "../signing/index.ts";
import { MultiValueDict } from "../utils/datastructures.ts";
import { parseHeaderParameters } from "../utils/http.ts";
import { joinUrl, splitUrl } from "../utils/url-split.ts";
import { closeAll } from "./close-all.ts";
import { parseCookie } from "./cookies.ts";
import { DisallowedHost, MissingCookie, UploadHandlersInUse } from "./errors.ts";
import { RequestHeaders } from "./headers.ts";
import { checkHost } from "./host.ts";
import { byPrecedence, type MediaType, parseAccept } from "./media-type.ts";
import { QueryDict } from "./query-dict.ts";
import { RequestBody } from "./request-body.ts";
import { RequestReader } from "./request-reader.ts";
import type { RequestSource } from "./request-source.ts";
import type { RequestUser } from "./request-user.ts";
import type { Closable } from "./response-base.ts";
import { parseMultipart } from "./uploads/multipart-parser.ts";
import {
  type FileUploadHandler,
  makeUploadHandlers,
  type ParsedForm,
} from "./uploads/upload-handler.ts";
import type { UploadedFile } from "./uploads/uploaded-file.ts";

/** Facts about the request and the server, under the names of CGI. */
export type RequestMeta = Record<string, string | undefined>;

/** What the resolver found for a request. Django: `ResolverMatch`. */
export interface RequestMatch {
  /** The view. */
  readonly func: (...args: never[]) => unknown;
  /** Values of unnamed groups. */
  readonly args: readonly unknown[];
  /** Values by name, those of the pattern's options included. */
  readonly kwargs: Readonly<Record<string, unknown>>;
  /** The values that were captured from the path. */
  readonly capturedKwargs: Readonly<Record<string, unknown>>;
  /** The values that the patterns' options add. */
  readonly extraKwargs: Readonly<Record<string, unknown>>;
  readonly urlName: string | undefined;
  /** The name with its namespaces, or that of the view. */
  readonly viewName: string;
  readonly appName: string;
  readonly appNames: readonly string[];
  readonly namespace: string;
  readonly namespaces: readonly string[];
  /** The route that matched, as written. */
  readonly route: string;
}

/** What middleware and apps hang on a request; they add to this interface by module augmentation. */
export interface RequestExtras {
  /** The URL patterns for this request, instead of `rootUrlconf`; null for those after all. */
  urlconf?: unknown;
  /** Which instance of an app the page belongs to, for `reverse()`. */
  currentApp?: string;
  /** Who sends the request, looked up when it is awaited; set by middleware. */
  user?: PromiseLike<RequestUser>;
}

/** The target's path (without a host, were there one) and query, untouched. */
function splitTarget(target: string): [path: string, query: string] {
  const fragment = target.indexOf("#");
  let rest = fragment < 0 ? target : target.slice(0, fragment);
  if (!rest.startsWith("/")) rest = rest.replace(/^[a-z][a-z0-9+.-]*:\/\/[^/?]*/i, "");
  const at = rest.indexOf("?");
  return at < 0 ? [rest, ""] : [rest.slice(0, at), rest.slice(at + 1)];
}

const UNRESERVED_PATH = /^[\w!$&'()*+,\-./:;=@~]*$/;

// eslint-disable-next-line typescript/no-unsafe-declaration-merging -- how apps add typed members
export interface HttpRequest extends RequestExtras {}

/**
 * A request. Nothing is parsed before it is asked for; what needs the body is a promise.
 *
 * @example
 * const page = request.GET.get("page", "1");
 * const title = (await request.POST).get("title");
 */
// eslint-disable-next-line typescript/no-unsafe-declaration-merging -- see above
export class HttpRequest {
  /** In upper case. */
  readonly method: string;
  /** What the resolver found, once it did. */
  resolverMatch: RequestMatch | undefined = undefined;
  readonly #source: RequestSource;
  readonly #rawPath: string;
  readonly #queryString: string;
  #pathInfo: string | undefined;
  #path: string | undefined;
  #encoding: string | undefined;
  #get: QueryDict | undefined;
  #post: Promise<QueryDict> | undefined;
  #form: Promise<ParsedForm> | undefined;
  #resources: Closable[] | undefined;
  #uploadHandlers: FileUploadHandler[] | undefined;
  #reader: RequestReader | undefined;
  #headers: RequestHeaders | undefined;
  #cookies: Record<string, string> | undefined;
  #meta: RequestMeta | undefined;
  #body: RequestBody | undefined;
  #contentType: [string, Map<string, string>] | undefined;
  #acceptedTypes: MediaType[] | undefined;

  constructor(source: RequestSource = {}) {
    this.#source = source;
    this.method = (source.method ?? "GET").toUpperCase();
    const target = source.target ?? "/";
    const at = target.indexOf("?");
    // The common shape needs no further look.
    if (target.startsWith("/") && !target.includes("#")) {
      this.#rawPath = at < 0 ? target : target.slice(0, at);
      this.#queryString = at < 0 ? "" : target.slice(at + 1);
    } else [this.#rawPath, this.#queryString] = splitTarget(target);
  }

  /** The path below the place where the site is mounted, decoded; begins with a slash. */
  get pathInfo(): string {
    if (this.#pathInfo === undefined) {
      const raw = this.#rawPath === "" ? "/" : this.#rawPath;
      this.#pathInfo = UNRESERVED_PATH.test(raw)
        ? raw
        : repercentBrokenUnicode(unquoteToBytes(raw));
    }
    return this.#pathInfo;
  }

  set pathInfo(path: string) {
    this.#pathInfo = path;
    this.#path = undefined;
  }

  /** The whole path, decoded, without the query. */
  get path(): string {
    if (this.#path === undefined) {
      const prefix = getScriptPrefix();
      this.#path = prefix === "/" ? this.pathInfo : prefix + this.pathInfo.replace(/^\//, "");
    }
    return this.#path;
  }

  set path(path: string) {
    this.#path = path;
  }

  /** The query string as it was sent, without `?`. */
  get queryString(): string {
    return this.#queryString;
  }

  /** The fields of the query string. */
  get GET(): QueryDict {
    return (this.#get ??= new QueryDict(latin1ToUtf8(this.#queryString), {
      encoding: this.encoding,
    }));
  }

  set GET(query: QueryDict) {
    this.#get = query;
  }

  /**
   * The fields of a form that was posted, with files or without; empty for other methods and content
   * types.
   *
   * @throws RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent when a limit of the settings is passed
   * @throws MultiPartParserError when a form with files is malformed
   */
  get POST(): Promise<QueryDict> {
    return (this.#post ??= this.#loadForm().then(({ post }) => post));
  }

  set POST(form: QueryDict | Promise<QueryDict>) {
    this.#post = Promise.resolve(form);
  }

  /**
   * The form when it was asked for before, for error reports, which must not wait for a body.
   * @internal
   */
  get formIfRead(): Promise<QueryDict> | undefined {
    return this.#post;
  }

  /** The files of a form that was posted as `multipart/form-data`; empty otherwise. */
  get FILES(): Promise<MultiValueDict<UploadedFile>> {
    return this.#loadForm().then(({ files }) => files);
  }

  /**
   * What takes the files of the form; those of `fileUploadHandlers`, until others are set.
   *
   * @throws UploadHandlersInUse when the form is read already
   */
  get uploadHandlers(): FileUploadHandler[] {
    return (this.#uploadHandlers ??= makeUploadHandlers());
  }

  set uploadHandlers(handlers: FileUploadHandler[]) {
    if (this.#form !== undefined) {
      throw new UploadHandlersInUse(
        "You cannot set the upload handlers after the upload has been processed.",
        {
          hint: "Set request.uploadHandlers before POST and FILES are read, in middleware or early in the view.",
        },
      );
    }
    this.#uploadHandlers = handlers;
  }

  #loadForm(): Promise<ParsedForm> {
    return (this.#form ??= this.#readForm());
  }

  async #readForm(): Promise<ParsedForm> {
    const { encoding, contentType } = this;
    const files = new MultiValueDict<UploadedFile>();
    if (this.method === "POST" && contentType === "multipart/form-data") {
      return parseMultipart(this, {
        boundary: this.contentParams.get("boundary"),
        encoding,
        handlers: this.uploadHandlers,
        contentLength: this.#announcedLength,
      });
    }
    const isForm = this.method === "POST" && contentType === "application/x-www-form-urlencoded";
    return { post: new QueryDict(isForm ? await this.body : "", { encoding }), files };
  }

  /**
   * Has something released with the request: a response too, which a layer may replace.
   * @internal
   */
  closeLater(resource: Closable): void {
    this.#resources ??= [];
    if (this.#resources.at(-1) !== resource) this.#resources.push(resource);
  }

  /**
   * Releases the files of the form, and what {@link closeLater} was told. The server calls it when
   * the response was sent.
   * @internal
   */
  async close(): Promise<void> {
    // A form that could not be read has released its files itself.
    const form = await this.#form?.catch(() => undefined);
    const files = [...(form?.files.lists() ?? [])].flatMap(([, list]) => list);
    await closeAll([...(this.#resources ?? []), ...files].map((one) => () => one.close()));
  }

  /**
   * Whether {@link close} would do anything.
   * @internal
   */
  get hasClosers(): boolean {
    return this.#form !== undefined || this.#resources !== undefined;
  }

  /** The headers, by name in any letter case. */
  get headers(): RequestHeaders {
    return (this.#headers ??= new RequestHeaders(this.#source.rawHeaders));
  }

  /** The cookies that came with the request, by name; the object has no prototype. */
  get COOKIES(): Record<string, string> {
    return (this.#cookies ??= parseCookie(latin1ToUtf8(this.header("cookie") ?? "")));
  }

  /**
   * The value of a cookie that `setSignedCookie()` has set.
   *
   * @throws MissingCookie, BadSignature, SignatureExpired, unless `default` is given
   */
  getSignedCookie(name: string, options: SignedCookieOptions = {}): string {
    const { default: fallback, salt, maxAge } = options;
    const signed = this.COOKIES[name];
    try {
      if (signed === undefined) throw MissingCookie.named(name);
      return unsignCookie(name, signed, { ...(salt === undefined ? {} : { salt }), maxAge });
    } catch (error) {
      const expected = error instanceof MissingCookie || error instanceof BadSignature;
      if (fallback === undefined || !expected) throw error;
      return fallback;
    }
  }

  set COOKIES(cookies: Record<string, string>) {
    this.#cookies = cookies;
  }

  /** Facts of the server and headers under their CGI names: `REMOTE_ADDR`, `HTTP_USER_AGENT` … */
  get META(): RequestMeta {
    return (this.#meta ??= this.#buildMeta());
  }

  #buildMeta(): RequestMeta {
    const meta = Object.create(null) as RequestMeta;
    meta["REQUEST_METHOD"] = this.method;
    meta["SCRIPT_NAME"] = getScriptPrefix().slice(0, -1);
    meta["PATH_INFO"] = this.pathInfo;
    meta["QUERY_STRING"] = this.#queryString;
    meta["REMOTE_ADDR"] = this.remoteAddress;
    meta["SERVER_NAME"] = this.#source.serverName ?? "localhost";
    meta["SERVER_PORT"] = this.#serverPort;
    meta["SERVER_PROTOCOL"] = this.#source.protocol ?? "HTTP/1.1";
    for (const [name, value] of this.headers) {
      const key = name.toUpperCase().replaceAll("-", "_");
      const bare = key === "CONTENT_TYPE" || key === "CONTENT_LENGTH";
      meta[bare ? key : `HTTP_${key}`] = value;
    }
    return meta;
  }

  /** Address of the other end of the connection. Behind a proxy that is the proxy. */
  get remoteAddress(): string {
    return this.#source.remoteAddress ?? "";
  }

  /**
   * A header by its name in lower case, found without making the map of all.
   * @internal
   */
  header(name: string): string | undefined {
    if (this.#headers !== undefined) return this.#headers.get(name);
    const raw = this.#source.rawHeaders ?? [];
    let found: string | undefined;
    for (let index = 0; index < raw.length; index += 2) {
      const candidate = raw[index] ?? "";
      if (candidate.length !== name.length || candidate.toLowerCase() !== name) continue;
      // Joining repeated headers is the map's work.
      if (found !== undefined) return this.headers.get(name);
      found = raw[index + 1];
    }
    return found;
  }

  /** Aborted when the client goes away: hand it to `fetch` and other long work. */
  get signal(): AbortSignal {
    return this.#source.signal ?? NEVER;
  }

  get #contentTypeHeader(): [string, Map<string, string>] {
    return (this.#contentType ??= parseHeaderParameters(
      (this.header("content-type") ?? "").slice(0, 10_000),
    ));
  }

  /** The media type of the body, in lower case, without parameters; empty when none was sent. */
  get contentType(): string {
    return this.#contentTypeHeader[0];
  }

  /** The parameters of the content type, such as `charset`. */
  get contentParams(): ReadonlyMap<string, string> {
    return this.#contentTypeHeader[1];
  }

  /** Encoding of query and form: that of the content type when it is known, else `defaultCharset`. */
  get encoding(): string {
    if (this.#encoding === undefined) {
      const named = this.header("content-type") && this.contentParams.get("charset");
      this.#encoding = named && isKnownEncoding(named) ? named : settings.defaultCharset;
    }
    return this.#encoding;
  }

  /** Reads query and form anew in another encoding. */
  set encoding(encoding: string) {
    this.#encoding = encoding;
    this.#get = undefined;
    this.#post = undefined;
    this.#form = undefined;
  }

  get #bodyReader(): RequestBody {
    this.#body ??= new RequestBody(this.#source.body, this.#announcedLength);
    return this.#body;
  }

  get #announcedLength(): number | undefined {
    const announced = Number(this.header("content-length") ?? Number.NaN);
    return Number.isSafeInteger(announced) ? announced : undefined;
  }

  /**
   * The bytes of the body.
   *
   * @throws RequestDataTooBig when it is larger than `dataUploadMaxMemorySize`.
   * @throws RawPostDataException when it was read as a stream before.
   */
  get body(): Promise<Buffer> {
    return this.#bodyReader.whole();
  }

  /** The body as it arrives, without a limit; afterwards `body` and `POST` cannot be read. */
  [Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    return this.#bodyReader.stream();
  }

  get #fileReader(): RequestReader {
    return (this.#reader ??= new RequestReader(this));
  }

  /**
   * Up to `size` bytes of the body, without a limit of the settings; all that is left without a size.
   * Afterwards `body` and `POST` cannot be read.
   */
  read(size?: number): Promise<Buffer> {
    return this.#fileReader.read(size);
  }

  /** The next line of the body with its line break; empty at the end. */
  readline(): Promise<Buffer> {
    return this.#fileReader.readline();
  }

  /** All lines of the body that are left. */
  async readlines(): Promise<Buffer[]> {
    const lines: Buffer[] = [];
    for (let line = await this.readline(); line.length > 0; line = await this.readline()) {
      lines.push(line);
    }
    return lines;
  }

  /** `http` or `https`; `secureProxySslHeader` decides when it is set and sent. */
  get scheme(): string {
    const header: unknown = settings.secureProxySslHeader;
    if (header !== null && header !== undefined) {
      const [name, secureValue] = proxyHeader(header);
      const value = this.header(name);
      if (value !== undefined) {
        return value.split(",", 1)[0]?.trim() === secureValue ? "https" : "http";
      }
    }
    return this.#source.secure === true ? "https" : "http";
  }

  isSecure(): boolean {
    return this.scheme === "https";
  }

  get #serverPort(): string {
    return this.#source.serverPort ?? (this.#source.secure === true ? "443" : "80");
  }

  /** The port that the visitor used, as text. */
  getPort(): string {
    const forwarded = settings.useXForwardedPort ? this.header("x-forwarded-port") : undefined;
    return forwarded ?? this.#serverPort;
  }

  /**
   * Host, and port if there is one, that the visitor asked for.
   *
   * @throws DisallowedHost when `allowedHosts` does not list it; the answer is then 400.
   */
  getHost(): string {
    return checkHost(this.#rawHost());
  }

  #rawHost(): string {
    const forwarded = settings.useXForwardedHost ? this.header("x-forwarded-host") : undefined;
    const sent = forwarded ?? this.header("host");
    if (sent !== undefined) return sent;
    const name = this.#source.serverName ?? "localhost";
    const port = this.getPort();
    return port === (this.isSecure() ? "443" : "80") ? name : `${name}:${port}`;
  }

  /** Path and query, encoded as in an address. */
  getFullPath(options: FullPathOptions = {}): string {
    return this.#fullPath(this.path, options);
  }

  /** {@link getFullPath} of `pathInfo`. */
  getFullPathInfo(options: FullPathOptions = {}): string {
    return this.#fullPath(this.pathInfo, options);
  }

  #fullPath(path: string, { forceAppendSlash = false }: FullPathOptions): string {
    const slash = forceAppendSlash && !path.endsWith("/") ? "/" : "";
    const query = this.#queryString === "" ? "" : `?${iriToUri(this.#queryString)}`;
    return `${escapeUriPath(path)}${slash}${query}`;
  }

  /**
   * The absolute address of `location`, which is relative to this page; of this page itself without it.
   *
   * @throws DisallowedHost when the host of the request is not the site's.
   */
  buildAbsoluteUri(location?: string): string {
    const origin = (): string => `${this.scheme}://${this.getHost()}`;
    if (location === undefined) return iriToUri(origin() + this.getFullPath());
    const parts = splitUrl(location);
    if (parts.scheme !== "" && parts.netloc !== "") return iriToUri(location);
    const isPlainPath =
      parts.path.startsWith("/") &&
      parts.scheme === "" &&
      parts.netloc === "" &&
      !/\/\.\.?\//.test(parts.path);
    if (isPlainPath) return iriToUri(origin() + location.replace(/^\/\//, ""));
    return iriToUri(joinUrl(origin() + this.path, location));
  }

  /**
   * The request as the web standard has it, for libraries that take one. Its body is this one's: only one of
   * the two can be read.
   *
   * @throws DisallowedHost when the host of the request is not the site's, or its port is none
   * @throws TypeError for the methods TRACE and CONNECT, which the standard forbids
   */
  toWeb(): Request {
    const hasBody = this.method !== "GET" && this.method !== "HEAD";
    const address = this.buildAbsoluteUri();
    // A host with the port 99999 is one for Django, but has no address.
    if (!URL.canParse(address)) throw DisallowedHost.unknown(this.getHost(), "");
    return new Request(address, {
      method: this.method,
      headers: [...this.headers],
      signal: this.signal,
      ...(hasBody ? { body: ReadableStream.from(this), duplex: "half" } : {}),
    });
  }

  /** What the client would like to get, the most wanted first. */
  get acceptedTypes(): readonly MediaType[] {
    return (this.#acceptedTypes ??= parseAccept(this.header("accept") ?? "*/*"));
  }

  /** {@link acceptedTypes}, the most exact first. */
  get acceptedTypesByPrecedence(): readonly MediaType[] {
    return byPrecedence(this.acceptedTypes);
  }

  /** The range of the `Accept` header that fits the media type best. */
  acceptedType(mediaType: string): MediaType | undefined {
    return this.acceptedTypesByPrecedence.find((accepted) => accepted.match(mediaType));
  }

  /** Whether the client takes this media type. */
  accepts(mediaType: string): boolean {
    return this.acceptedType(mediaType) !== undefined;
  }

  /** The one of `mediaTypes` that the client likes best; `undefined` when it takes none. */
  getPreferredType(mediaTypes: readonly string[]): string | undefined {
    const order = this.acceptedTypes;
    const byRange = this.acceptedTypesByPrecedence;
    let best: { readonly type: string; readonly rank: number } | undefined;
    for (const type of mediaTypes) {
      const range = byRange.find((accepted) => accepted.match(type));
      if (range === undefined) continue;
      const rank = order.indexOf(range);
      if (best === undefined || rank < best.rank) best = { type, rank };
    }
    return best?.type;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return `<HttpRequest: ${this.method} ${JSON.stringify(this.getFullPath())}>`;
  }
}

/** Options of `getSignedCookie()`. */
export interface SignedCookieOptions {
  /** What is given when the cookie is missing, forged or too old. Default: an error. */
  readonly default?: string;
  /** What the cookie was signed with besides its name. Default: none. */
  readonly salt?: string;
  /** How old it may be, in seconds or as a duration. Default: any age. */
  readonly maxAge?: MaxAgeOptions["maxAge"];
}

/** Options of `getFullPath()`. */
export interface FullPathOptions {
  /** Whether the path gets a slash at its end. Default: false. */
  readonly forceAppendSlash?: boolean;
}

const NEVER = new AbortController().signal;

/** Node gives header and target bytes as Latin-1; what browsers send there is UTF-8. */
function latin1ToUtf8(text: string): string {
  return /[\u0080-\u00ff]/.test(text) && /^[\u0000-\u00ff]*$/.test(text)
    ? Buffer.from(text, "latin1").toString("utf8")
    : text;
}

function proxyHeader(setting: unknown): [name: string, secureValue: string] {
  const [name, value] = Array.isArray(setting) ? (setting as unknown[]) : [];
  if (!Array.isArray(setting) || setting.length !== 2 || typeof name !== "string") {
    throw new ImproperlyConfigured("secureProxySslHeader must hold a header's name and a value.", {
      hint: 'For instance: secureProxySslHeader: ["X-Forwarded-Proto", "https"].',
    });
  }
  const header = name
    .replace(/^HTTP_/, "")
    .replaceAll("_", "-")
    .toLowerCase();
  return [header, String(value)];
}
