import { randomBytes } from "node:crypto";

import { settings } from "../../conf/index.ts";
import type {
  GetResponse,
  HttpRequest,
  HttpResponseBase,
  MiddlewareObject,
} from "../../http/index.ts";
import { keepMarks, type ViewDecorator } from "../../views/index.ts";
import { buildPolicy, type CspConfig } from "./policy.ts";

declare module "../../http/response-base.ts" {
  interface HttpResponseBase {
    /** The policy of this response instead of `secureCsp`; an empty one is none. */
    cspConfig?: CspConfig;
    /** The policy of this response instead of `secureCspReportOnly`. */
    cspReportOnlyConfig?: CspConfig;
  }
}

const nonces = new WeakMap<HttpRequest, string>();

/** The nonce of the page: another for each request, made when it is asked for. Django 6.0: `get_nonce`. */
export function getNonce(request: HttpRequest): string {
  let nonce = nonces.get(request);
  if (nonce === undefined) {
    nonce = randomBytes(16).toString("base64url");
    nonces.set(request, nonce);
  }
  return nonce;
}

/** Whether the page has used its nonce, and so is one for this request alone. */
export function hasNonce(request: HttpRequest): boolean {
  return nonces.has(request);
}

/** A context processor: `{{ csp_nonce }}` for inline scripts and styles. */
export function csp(request: HttpRequest): Record<string, unknown> {
  return { csp_nonce: () => getNonce(request) };
}

const HEADERS = [
  ["Content-Security-Policy", "cspConfig", "secureCsp"],
  ["Content-Security-Policy-Report-Only", "cspReportOnlyConfig", "secureCspReportOnly"],
] as const;

/** Sends the content security policies of the settings. Django 6.0: `ContentSecurityPolicyMiddleware`. */
export class ContentSecurityPolicyMiddleware implements MiddlewareObject {
  static readonly recommendedPosition = 15;
  readonly #getResponse: GetResponse;

  constructor(getResponse: GetResponse) {
    this.#getResponse = getResponse;
  }

  async call(request: HttpRequest): Promise<HttpResponseBase> {
    const response = await this.#getResponse(request);
    // The pages of debug have styles of their own.
    const isDebugPage = settings.debug && [404, 500].includes(response.statusCode);
    // With 304 the page that the browser has keeps its policy, which names the nonce of its scripts.
    if (isDebugPage || response.statusCode === 304) return response;
    for (const [header, own, setting] of HEADERS) {
      const config = response[own] ?? settings[setting];
      if (Object.keys(config).length === 0 || response.headers.has(header)) continue;
      const policy = buildPolicy(config, nonces.get(request));
      if (policy !== "") response.headers.set(header, policy);
    }
    return response;
  }
}

function override(own: "cspConfig" | "cspReportOnlyConfig", config: CspConfig): ViewDecorator {
  return (view) => {
    const wrapper: typeof view = async (request, params) => {
      const response = await view(request, params);
      response[own] = config;
      return response;
    };
    return keepMarks(view, wrapper);
  };
}

/** Gives a view's pages a policy of their own; `{}` gives them none. */
export function cspOverride(config: CspConfig): ViewDecorator {
  return override("cspConfig", config);
}

/** {@link cspOverride} for the policy that is reported only. */
export function cspReportOnlyOverride(config: CspConfig): ViewDecorator {
  return override("cspReportOnlyConfig", config);
}
