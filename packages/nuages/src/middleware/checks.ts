import { type CheckMessage, error, registerCheck, warning } from "../checks/index.ts";
import { settings } from "../conf/index.ts";
import type { MiddlewareClass } from "../http/index.ts";
import { CsrfViewMiddleware } from "./csrf/csrf-view-middleware.ts";
import { SecurityMiddleware } from "./security-middleware.ts";
import { XFrameOptionsMiddleware } from "./x-frame-options-middleware.ts";

function isInstalled(wanted: MiddlewareClass): boolean {
  return settings.middleware.some(
    (layer) => layer === wanted || (layer as { prototype?: unknown }).prototype instanceof wanted,
  );
}

/** One warning of `check --deploy`. */
interface Advice {
  readonly id: string;
  readonly setting: string;
  readonly msg: string;
  readonly hint: string;
  readonly applies: () => boolean;
}

const withSecurity = (test: () => boolean) => (): boolean =>
  isInstalled(SecurityMiddleware) && test();

const MIN_KEY_LENGTH = 50;
const MIN_DIFFERENT = 5;
const INSECURE_PREFIXES = ["django-insecure-", "nuages-insecure-"];

function isWeakKey(key: string): boolean {
  return (
    key.length < MIN_KEY_LENGTH ||
    new Set(key).size < MIN_DIFFERENT ||
    INSECURE_PREFIXES.some((prefix) => key.startsWith(prefix))
  );
}

const KEY_HINT = `Keys have at least ${MIN_KEY_LENGTH} characters, at least ${MIN_DIFFERENT} different ones, and do not begin with "nuages-insecure-". Otherwise sessions and tokens can be forged.`;

const ADVICE: readonly Advice[] = [
  {
    id: "security.W001",
    setting: "middleware",
    msg: "SecurityMiddleware is not in your middleware, so the secure… settings have no effect.",
    hint: "Put SecurityMiddleware first in the setting middleware.",
    applies: () => !isInstalled(SecurityMiddleware),
  },
  {
    id: "security.W002",
    setting: "middleware",
    msg: "XFrameOptionsMiddleware is not in your middleware, so pages can be shown in frames of other sites (clickjacking).",
    hint: "Add XFrameOptionsMiddleware to the setting middleware.",
    applies: () => !isInstalled(XFrameOptionsMiddleware),
  },
  {
    id: "security.W003",
    setting: "middleware",
    msg: "CsrfViewMiddleware is not in your middleware, so forms are not protected against requests that other sites forge.",
    hint: "Add CsrfViewMiddleware to the setting middleware.",
    applies: () => !isInstalled(CsrfViewMiddleware),
  },
  {
    id: "security.W016",
    setting: "csrfCookieSecure",
    msg: "You have CsrfViewMiddleware in your middleware, but csrfCookieSecure is not set to true.",
    hint: "Set it, so that the cookie is sent over HTTPS only and cannot be read on the way.",
    applies: () =>
      isInstalled(CsrfViewMiddleware) && !settings.csrfUseSessions && !settings.csrfCookieSecure,
  },
  {
    id: "security.W004",
    setting: "secureHstsSeconds",
    msg: "You have not set a value for the secureHstsSeconds setting.",
    hint: "If your entire site is served only over HTTPS, set it. Read the documentation first: careless HSTS can do irreversible harm.",
    applies: withSecurity(() => !settings.secureHstsSeconds),
  },
  {
    id: "security.W005",
    setting: "secureHstsIncludeSubdomains",
    msg: "You have not set the secureHstsIncludeSubdomains setting to true, so your site can be attacked through an insecure subdomain.",
    hint: "Set it only if you are certain that all subdomains are served over HTTPS.",
    applies: withSecurity(
      () => Boolean(settings.secureHstsSeconds) && !settings.secureHstsIncludeSubdomains,
    ),
  },
  {
    id: "security.W006",
    setting: "secureContentTypeNosniff",
    msg: "Your secureContentTypeNosniff setting is not set to true, so pages lack the header X-Content-Type-Options: nosniff.",
    hint: "Set it, so that browsers do not guess another content type.",
    applies: withSecurity(() => !settings.secureContentTypeNosniff),
  },
  {
    id: "security.W008",
    setting: "secureSslRedirect",
    msg: "Your secureSslRedirect setting is not set to true.",
    hint: "Unless your site should be available over plain HTTP too, set it or let the proxy redirect.",
    applies: withSecurity(() => !settings.secureSslRedirect),
  },
  {
    id: "security.W021",
    setting: "secureHstsPreload",
    msg: "You have not set the secureHstsPreload setting to true, so your site cannot be submitted to the browsers' preload list.",
    hint: "Set it when you want that.",
    applies: withSecurity(() => Boolean(settings.secureHstsSeconds) && !settings.secureHstsPreload),
  },
  {
    id: "security.W022",
    setting: "secureReferrerPolicy",
    msg: "You have not set the secureReferrerPolicy setting, so pages lack the header Referrer-Policy.",
    hint: 'Set it, for instance to "same-origin", to protect the privacy of visitors.',
    applies: withSecurity(() => settings.secureReferrerPolicy === null),
  },
  {
    id: "security.W009",
    setting: "secretKey",
    msg: "Your secretKey is too short, has too few different characters, or is the one of a new project.",
    hint: KEY_HINT,
    applies: () => isWeakKey(settings.secretKey),
  },
  {
    id: "security.W018",
    setting: "debug",
    msg: "You should not have debug set to true in deployment.",
    hint: "Set it to false: its pages show source code and settings to everybody.",
    applies: () => settings.debug,
  },
  {
    id: "security.W019",
    setting: "xFrameOptions",
    msg: "You have XFrameOptionsMiddleware in your middleware, but xFrameOptions is not 'DENY'.",
    hint: "Unless there is a good reason for your site to serve other parts of itself in a frame, change it to 'DENY'.",
    applies: () =>
      isInstalled(XFrameOptionsMiddleware) && settings.xFrameOptions.toUpperCase() !== "DENY",
  },
  {
    id: "security.W020",
    setting: "allowedHosts",
    msg: "allowedHosts must not be empty in deployment.",
    hint: 'List the names of the site: allowedHosts: ["www.example.com"].',
    applies: () => settings.allowedHosts.length === 0,
  },
];

function checkAdvice(): CheckMessage[] {
  return ADVICE.filter(({ applies }) => applies()).map(({ id, setting, msg, hint }) =>
    warning({ id, msg, hint, obj: `settings.${setting}` }),
  );
}

function checkFallbacks(): CheckMessage[] {
  return settings.secretKeyFallbacks.flatMap((key, index) =>
    isWeakKey(key)
      ? [
          warning({
            id: "security.W025",
            msg: `Your secretKeyFallbacks[${index}] is too short or has too few different characters.`,
            hint: KEY_HINT,
            obj: "settings.secretKeyFallbacks",
          }),
        ]
      : [],
  );
}

const REFERRER_POLICIES = new Set([
  "no-referrer",
  "no-referrer-when-downgrade",
  "origin",
  "origin-when-cross-origin",
  "same-origin",
  "strict-origin",
  "strict-origin-when-cross-origin",
  "unsafe-url",
]);
const OPENER_POLICIES = new Set(["same-origin", "same-origin-allow-popups", "unsafe-none"]);

function checkPolicies(): CheckMessage[] {
  const found: CheckMessage[] = [];
  if (!isInstalled(SecurityMiddleware)) return found;
  const { secureReferrerPolicy: referrer, secureCrossOriginOpenerPolicy: opener } = settings;
  const policies =
    typeof referrer === "string"
      ? referrer.split(",").map((name) => name.trim())
      : (referrer ?? []);
  if (policies.some((policy) => !REFERRER_POLICIES.has(policy))) {
    found.push(
      error({
        id: "security.E023",
        obj: "settings.secureReferrerPolicy",
        msg: "You have set the secureReferrerPolicy setting to an invalid value.",
        hint: `Valid values are: ${[...REFERRER_POLICIES].join(", ")}.`,
      }),
    );
  }
  if (opener !== null && !OPENER_POLICIES.has(opener)) {
    found.push(
      error({
        id: "security.E024",
        obj: "settings.secureCrossOriginOpenerPolicy",
        msg: "You have set the secureCrossOriginOpenerPolicy setting to an invalid value.",
        hint: `Valid values are: ${[...OPENER_POLICIES].join(", ")}.`,
      }),
    );
  }
  return found;
}

interface Placed {
  readonly name: string;
  readonly recommendedPosition?: number;
}

/** Layers that build on others stand inside of them. */
function checkOrder(): CheckMessage[] {
  const found: CheckMessage[] = [];
  let outer: Placed | undefined;
  for (const layer of settings.middleware as readonly Placed[]) {
    const position = layer.recommendedPosition;
    if (position === undefined) continue;
    if (outer !== undefined && position < (outer.recommendedPosition ?? 0)) {
      found.push(
        warning({
          id: "middleware.W001",
          obj: "settings.middleware",
          msg: `${layer.name} stands after ${outer.name} in the setting middleware.`,
          hint: `Put ${layer.name} before ${outer.name}: it belongs around it.`,
        }),
      );
    } else outer = layer;
  }
  return found;
}

registerCheck(checkOrder, { tags: ["security"] });

/** Layers are given themselves: a name in a text is nothing that can be run. */
function checkLayers(): CheckMessage[] {
  const given: readonly unknown[] = settings.middleware;
  return given.flatMap((layer, index) =>
    typeof layer === "function"
      ? []
      : [
          error({
            id: "middleware.E001",
            obj: "settings.middleware",
            msg: `middleware[${index}] is ${typeof layer === "string" ? `the string ${JSON.stringify(layer)}` : valueKind(layer)}, no middleware.`,
            hint: 'List the classes or functions themselves: import { CommonMiddleware } from "nuages/middleware"; … middleware: [CommonMiddleware].',
          }),
        ],
  );
}

function valueKind(value: unknown): string {
  return value === null || value === undefined ? String(value) : `a value of type ${typeof value}`;
}

registerCheck(checkLayers, { tags: ["security"] });

const options = { tags: ["security"], deploy: true };
registerCheck(checkAdvice, options);
registerCheck(checkFallbacks, options);
registerCheck(checkPolicies, options);
