import { settings } from "../../conf/index.ts";
import type { Http404, HttpRequest } from "../../http/index.ts";
import { Resolver404, type TriedPattern } from "../../urls/index.ts";
import { escapeText } from "../../utils/escape.ts";
import { debugPage, valueTable } from "./page.ts";

function wayHtml(way: readonly TriedPattern[]): string {
  const steps = way.map(({ route, name }) => {
    const shown = route === "" ? "(empty)" : route;
    const label =
      name === undefined ? "" : ` <span class="dim">[name="${escapeText(name)}"]</span>`;
    return `<code>${escapeText(shown)}</code>${label}`;
  });
  return `<li>${steps.join(" → ")}</li>`;
}

const MAX_SHOWN = 500;

function triedHtml(error: Resolver404): string {
  const { tried } = error;
  if (tried.length === 0) {
    return "<section><p>The site has no URL patterns. Add some to <code>urlpatterns</code>.</p></section>";
  }
  const shown = tried.slice(0, MAX_SHOWN).map(wayHtml).join("\n");
  const rest = tried.length > MAX_SHOWN ? `<p>… and ${tried.length - MAX_SHOWN} more.</p>` : "";
  const path =
    error.path === ""
      ? "The empty path"
      : `The current path, <code>${escapeText(error.path)}</code>,`;
  return `<section><h2>Tried patterns</h2>
<p>These URL patterns were tried, in this order:</p>
<ol class="tried">${shown}</ol>${rest}
<p>${path} matched none of them.</p></section>`;
}

/** The page that debug shows when nothing is at an address. Everything in it is escaped. */
export function technical404Page(request: HttpRequest, error: Http404): string {
  const match = request.resolverMatch;
  const facts: [string, string][] = [
    ["Request method", request.method],
    ["Request path", request.path],
  ];
  if (match !== undefined) facts.push(["Raised by", match.viewName]);
  const reason =
    error instanceof Resolver404
      ? triedHtml(error)
      : `<section><p class="message">${escapeText(error.message)}</p></section>`;
  const body = `<header><h1>Page not found <span class="dim">(404)</span></h1>
${valueTable(facts, "")}</header>
<main>${reason}
<section><p class="dim">You see this page because <code>debug</code> is ${String(settings.debug)} in the settings. With it off, visitors get the page <code>404.html</code>.</p></section></main>`;
  return debugPage(`Page not found at ${request.path}`, body);
}

/** The page of a site without URL patterns of its own, at its root. */
export function welcomePage(): string {
  return debugPage(
    "The install worked",
    `<header><h1>The install worked. Congratulations!</h1>
<p>This is a new Nuages site.</p></header>
<main><section><p>You see this page because <code>debug</code> is on in the settings and the site has no URLs yet.
Add some to <code>urlpatterns</code> in <code>urls.ts</code>:</p>
<pre>export const urlpatterns = [path("", index, { name: "index" })];</pre></section></main>`,
  );
}
