import { settings } from "../conf/index.ts";
import { type HttpRequest, HttpResponseForbidden } from "../http/index.ts";
import { renderToString, TemplateDoesNotExist } from "../template/index.ts";
import { escapeText } from "../utils/escape.ts";
import { debugPage } from "./debug/page.ts";

const TEMPLATE = "403_csrf.html";

function adviceFor(reason: string): string {
  if (reason.startsWith("Referer checking failed - no Referer")) {
    return "The browser sent no Referer header, which an HTTPS site needs to know that the form is its own. Do not send Referrer-Policy: no-referrer.";
  }
  if (/^(?:Origin|Referer) checking failed/.test(reason)) {
    return "If the form stands on another site of yours, add its origin to csrfTrustedOrigins in the settings.";
  }
  if (reason === "CSRF cookie not set.") {
    return "The cookie is set when a page with {% csrf_token %} is shown. Are cookies on, and is csrfCookieSecure off where there is no HTTPS?";
  }
  return "Does the form have {% csrf_token %} inside? A script sends the token in the header X-CSRFToken. After a login the token is another one: reload the page.";
}

function debugHtml(reason: string): string {
  return debugPage(
    "403 Forbidden",
    `<header><h1>Forbidden <span class="dim">(403)</span></h1>
<p>CSRF verification failed. Request aborted.</p></header>
<main><section><h2>Why</h2><p class="message">${escapeText(reason)}</p>
<p class="hint">${escapeText(adviceFor(reason))}</p>
<p class="dim">You see the reason because <code>debug</code> is on in the settings.</p></section></main>`,
  );
}

const PLAIN = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>403 Forbidden</title>
</head>
<body>
<h1>Forbidden (403)</h1><p>CSRF verification failed. Request aborted.</p>
</body>
</html>
`;

/**
 * The page for a form without its token: the template `403_csrf.html` with `reason`, else a plain page,
 * which tells the reason in debug only. Django: `csrf_failure`.
 */
export async function csrfFailure(
  request: HttpRequest,
  { reason }: { readonly reason: string },
): Promise<HttpResponseForbidden> {
  try {
    const page = await renderToString(TEMPLATE, { reason }, { request });
    return new HttpResponseForbidden(String(page));
  } catch (error) {
    const isMissing = error instanceof TemplateDoesNotExist && error.template === TEMPLATE;
    if (!isMissing) throw error;
    return new HttpResponseForbidden(settings.debug ? debugHtml(reason) : PLAIN);
  }
}
