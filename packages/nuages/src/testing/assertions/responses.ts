import { joinUrl, splitUrl } from "../../utils/url-split.ts";
import { type RenderedTemplate, withTemplates } from "../rendered-templates.ts";
import type { TestResponse } from "../test-response.ts";
import { fail } from "./fail.ts";
import { countInHtml } from "./html.ts";

/** Options of {@link assertContains}. */
export interface ContainsOptions {
  /** How often the text must be there. Default: at least once. */
  readonly count?: number;
  /** Default: 200. */
  readonly statusCode?: number;
  /** Compares as HTML, see `assertHTMLEqual()`. Default: false. */
  readonly html?: boolean;
  /** Said first when the assertion fails. */
  readonly message?: string;
}

function occurrences(
  response: TestResponse,
  text: string,
  { operator, ...options }: ContainsOptions & { readonly operator: string },
): number {
  const { statusCode = 200, html = false, message } = options;
  if (response.statusCode !== statusCode) {
    const shown = response.request.path;
    fail(`The response to ${shown} has the status ${response.statusCode}, not ${statusCode}.`, {
      operator,
      actual: response.statusCode,
      expected: statusCode,
      message,
    });
  }
  return html ? countInHtml(text, response.text) : response.text.split(text).length - 1;
}

/** The beginning of a body, for messages. */
function shown(response: TestResponse): string {
  const limit = 2_000;
  const { text } = response;
  return text.length > limit ? `${text.slice(0, limit)}…` : text;
}

/**
 * A response has a text, and a status. Django: `assertContains`.
 *
 * @throws AssertionError when it has not
 * @example
 * assertContains(await client.get("/books/"), "<li>Emma</li>", { html: true });
 */
export function assertContains(
  response: TestResponse,
  text: string | number,
  options: ContainsOptions = {},
): void {
  const { count, message } = options;
  const found = occurrences(response, String(text), {
    ...options,
    operator: "assertContains",
  });
  if (count === undefined ? found > 0 : found === count) return;
  const wanted = count === undefined ? "" : ` ${count} times, but ${found} times`;
  fail(`"${text}" is not${wanted} in the response:\n${shown(response)}`, {
    operator: "assertContains",
    actual: found,
    expected: count ?? "at least 1",
    message,
  });
}

/** A response has a status, and not a text. Django: `assertNotContains`. @throws AssertionError when it has it */
export function assertNotContains(
  response: TestResponse,
  text: string | number,
  options: Omit<ContainsOptions, "count"> = {},
): void {
  const found = occurrences(response, String(text), {
    ...options,
    operator: "assertNotContains",
  });
  if (found === 0) return;
  fail(`"${text}" should not be in the response:\n${shown(response)}`, {
    operator: "assertNotContains",
    actual: found,
    expected: 0,
    message: options.message,
  });
}

/** An address whose query fields stand in order of their names. */
function normalUrl(url: string): string {
  const { scheme, netloc, path, query, fragment } = splitUrl(url);
  const fields = [...new URLSearchParams(query)].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const sorted = new URLSearchParams(fields).toString();
  const origin = netloc === "" ? "" : `${scheme === "" ? "" : `${scheme}:`}//${netloc}`;
  const rest = `${sorted === "" ? "" : `?${sorted}`}${fragment === "" ? "" : `#${fragment}`}`;
  return `${origin}${path}${rest}`;
}

/** Two addresses are the same; the order of query fields does not count. Django: `assertURLEqual`. */
export function assertURLEqual(
  actual: string,
  expected: string,
  { message }: { readonly message?: string } = {},
): void {
  if (normalUrl(actual) === normalUrl(expected)) return;
  fail(`Expected "${actual}" to equal "${expected}".`, {
    operator: "assertURLEqual",
    actual,
    expected,
    message,
  });
}

/** Options of {@link assertRedirects}. */
export interface RedirectsOptions {
  /** Status of the redirect. Default: 302. */
  readonly statusCode?: number;
  /** Status of the page that it leads to. Default: 200. */
  readonly targetStatusCode?: number;
  /** Whether that page is visited. Default: true. */
  readonly fetchRedirectResponse?: boolean;
  /** Said first when the assertion fails. */
  readonly message?: string;
}

/**
 * A response redirects to an address that can be visited; of a followed one, its last redirect. Django:
 * `assertRedirects`.
 *
 * @throws AssertionError when it does not
 * @example
 * await assertRedirects(await client.get("/old/"), "/new/", { statusCode: 301 });
 */
export async function assertRedirects(
  response: TestResponse,
  expectedUrl: string,
  options: RedirectsOptions = {},
): Promise<void> {
  const { statusCode = 302, targetStatusCode = 200, fetchRedirectResponse = true } = options;
  const check = (what: string, actual: unknown, expected: unknown): void => {
    if (actual === expected) return;
    fail(`${what}: ${String(actual)} instead of ${String(expected)}.`, {
      operator: "assertRedirects",
      actual,
      expected,
      message: options.message,
    });
  };
  const last = response.redirectChain.at(-1);
  if (last === undefined) {
    check(
      "The response does not redirect as expected, its status",
      response.statusCode,
      statusCode,
    );
    const target = joinUrl(response.request.getFullPath(), response.url);
    if (fetchRedirectResponse) {
      const page = await visit(response, target);
      check(`The page ${target} that it redirects to has the status`, page, targetStatusCode);
    }
    assertURLEqual(target, joinUrl(response.request.getFullPath(), expectedUrl), options);
    return;
  }
  check("The first redirect has the status", response.redirectChain[0]?.[1], statusCode);
  check("The page at the end has the status", response.statusCode, targetStatusCode);
  assertURLEqual(last[0], expectedUrl, options);
}

async function visit(response: TestResponse, target: string): Promise<number> {
  const { scheme, netloc } = splitUrl(target);
  const { request } = response;
  const isElsewhere = netloc !== "" && netloc !== request.getHost();
  if (isElsewhere) {
    fail(`The response redirects to ${target}, which is another site.`, {
      operator: "assertRedirects",
      message: "Pass { fetchRedirectResponse: false }",
    });
  }
  const secure = scheme === "" ? request.isSecure() : scheme === "https";
  return (await response.client.get(target, { secure })).statusCode;
}

/** Options of {@link assertTemplateUsed}. */
export interface TemplateUsedOptions {
  /** How often it must be rendered. Default: at least once. */
  readonly count?: number;
  /** Said first when the assertion fails. */
  readonly message?: string;
}

type Rendering = TestResponse | (() => unknown);

async function namesOf(rendering: Rendering): Promise<string[]> {
  const templates: readonly Pick<RenderedTemplate, "template">[] =
    typeof rendering === "function"
      ? (await withTemplates(async () => void (await rendering()))).templates
      : rendering.templates.map((template) => ({ template }));
  return templates.flatMap(({ template }) => template.name ?? []);
}

/**
 * A template was rendered for a response, or while a function runs. Django: `assertTemplateUsed`.
 *
 * @throws AssertionError when it was not, or not `count` times
 * @example
 * await assertTemplateUsed(await client.get("/"), "catalog/index.html");
 * await assertTemplateUsed(() => renderToString("mail.txt"), "mail.txt");
 */
export async function assertTemplateUsed(
  rendering: Rendering,
  name: string,
  { count, message }: TemplateUsedOptions = {},
): Promise<void> {
  const names = await namesOf(rendering);
  const found = names.filter((one) => one === name).length;
  if (count === undefined ? found > 0 : found === count) return;
  const used = names.length === 0 ? "No templates were rendered" : `Templates: ${names.join(", ")}`;
  const wanted =
    count === undefined ? "was not rendered" : `was rendered ${found} times, not ${count}`;
  fail(`The template "${name}" ${wanted}. ${used}.`, {
    operator: "assertTemplateUsed",
    actual: names,
    expected: name,
    message,
  });
}

/** The opposite of {@link assertTemplateUsed}. @throws AssertionError when it was rendered */
export async function assertTemplateNotUsed(
  rendering: Rendering,
  name: string,
  { message }: Omit<TemplateUsedOptions, "count"> = {},
): Promise<void> {
  const names = await namesOf(rendering);
  if (!names.includes(name)) return;
  fail(`The template "${name}" was rendered.`, {
    operator: "assertTemplateNotUsed",
    actual: names,
    message,
  });
}
