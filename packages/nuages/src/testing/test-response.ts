import type {
  HttpRequest,
  HttpResponseBase,
  RequestMatch,
  ResponseHeaders,
} from "../http/index.ts";
import type { Template } from "../template/index.ts";
import { decodeBytes } from "../utils/encoding.ts";
import type { Client } from "./client.ts";
import type { RenderedTemplate } from "./rendered-templates.ts";
import { ResponseContext } from "./response-context.ts";

/** A redirect that the client followed. */
export type RedirectStep = readonly [url: string, status: number];

/** A response that the client got, with its whole body read. */
export class TestResponse {
  readonly statusCode: number;
  readonly reasonPhrase: string;
  readonly headers: ResponseHeaders;
  readonly cookies: HttpResponseBase["cookies"];
  /** The body. */
  readonly content: Buffer;
  /** Whether the view streamed the body. */
  readonly streaming: boolean;
  /** The request that led here. */
  readonly request: HttpRequest;
  /** The client that made it. */
  readonly client: Client;
  /** The redirects on the way, when the client followed them. */
  readonly redirectChain: readonly RedirectStep[];
  /** What the view threw, when the client does not throw it itself. */
  readonly error: unknown;
  /** The templates that were rendered for it, in order, those that others include or extend too. */
  readonly templates: readonly Template[];
  /** The values that these templates saw. */
  readonly context: ResponseContext;
  readonly #charset: string;

  /** @internal Made by the client. */
  constructor(
    response: HttpResponseBase,
    facts: {
      readonly request: HttpRequest;
      readonly client: Client;
      readonly content: Buffer;
      readonly redirectChain: readonly RedirectStep[];
      readonly error: unknown;
      readonly templates: readonly RenderedTemplate[];
    },
  ) {
    this.statusCode = response.statusCode;
    this.reasonPhrase = response.reasonPhrase;
    this.headers = response.headers;
    this.cookies = response.cookies;
    this.streaming = response.streaming;
    this.#charset = response.charset;
    this.request = facts.request;
    this.client = facts.client;
    this.content = facts.content;
    this.redirectChain = facts.redirectChain;
    this.error = facts.error;
    this.templates = facts.templates.map(({ template }) => template);
    this.context = new ResponseContext(facts.templates);
  }

  /** The body as text. */
  get text(): string {
    return decodeBytes(this.content, this.#charset);
  }

  /** Where a redirect leads to; empty for other responses. */
  get url(): string {
    return this.headers.get("Location", "");
  }

  get resolverMatch(): RequestMatch | undefined {
    return this.request.resolverMatch;
  }

  /** The body, read as JSON. */
  json(): unknown {
    const type = this.headers.get("Content-Type", "");
    if (!/^application\/(?:.+\+)?json/.test(type)) {
      throw new TypeError(`Content-Type header is "${type}", not "application/json".`);
    }
    return JSON.parse(this.text);
  }
}
