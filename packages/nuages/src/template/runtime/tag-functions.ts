import { inspect } from "node:util";

import { dateFormat } from "../../i18n/index.ts";
import { getLogger } from "../../logging/index.ts";
import { NoReverseMatch, reverseName } from "../../urls/index.ts";
import { equalValues } from "../../utils/compare.ts";
import { DateTime } from "../../utils/datetime.ts";
import { escapeText } from "../../utils/escape.ts";
import { stripSpacesBetweenTags } from "../../utils/html.ts";
import { loremParagraphs, loremWords } from "../../utils/lorem-ipsum.ts";
import { isHtmlSource, SafeString, toHtml } from "../../utils/safestring.ts";
import { stripSpace } from "../../utils/space.ts";
import type { Context, ContextData } from "../context.ts";
import { settingOrDefault } from "../../conf/index.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { attrOf } from "./lookup.ts";
import { toFloat, toInteger } from "../../utils/numbers.ts";
import type { RenderState } from "./render-state.ts";
import { text } from "./text.ts";
import { isCollection, isThenable } from "./thenable.ts";

/** True for what a tag's function should not have to await itself: promises, but no querysets. */
export function waits(value: unknown): boolean {
  return isThenable(value) && !isCollection(value);
}

/** The output of a tag's function: escaped unless safe, not localized. */
export function escaped(value: unknown, autoescape: boolean): string {
  if (value instanceof SafeString) return value.valueOf();
  if (isHtmlSource(value)) return value[toHtml]();
  return autoescape ? escapeText(text(value)) : text(value);
}

/** `{% spaceless %}`. */
export function spaceless(output: string): string {
  return stripSpacesBetweenTags(stripSpace(output));
}

/** The next turn of a cycle, from 0. */
export function turn(state: RenderState, key: unknown, length: number): number {
  const before = state.memory.get(key);
  const next = typeof before === "number" ? (before + 1) % length : 0;
  state.memory.set(key, next);
  return next;
}

/** Whether a value differs from the one before; remembers it. */
export function changed(memory: Map<unknown, unknown>, key: unknown, value: unknown): boolean {
  const isSame = memory.has(key) && equalValues(memory.get(key), value);
  memory.set(key, value);
  return !isSame;
}

/** One group of `{% regroup %}`: a pair that also has names. */
interface Group extends Array<unknown> {
  grouper: unknown;
  list: unknown[];
}

/** Adds an item to the last group when it has the same key, else to a new one. */
export function group(groups: Group[], key: unknown, item: unknown): void {
  const last = groups.at(-1);
  if (last !== undefined && equalValues(last.grouper, key)) {
    last.list.push(item);
    return;
  }
  const list = [item];
  groups.push(Object.assign([key, list], { grouper: key, list }));
}

function currentAppOf(request: unknown): string | undefined {
  const own = attrOf(request, "currentApp", "");
  if (typeof own === "string") return own;
  const namespace = attrOf(attrOf(request, "resolverMatch", ""), "namespace", "");
  return typeof namespace === "string" ? namespace : undefined;
}

/** The address for `{% url %}`. @throws NoReverseMatch when there is none. */
export function url(
  context: Context,
  name: unknown,
  positional: readonly unknown[],
  named: ContextData,
): string {
  const hasNames = Object.keys(named).length > 0;
  if (hasNames && positional.length > 0) {
    throw new TemplateSyntaxError("{% url %} got values with and without name.", {
      hint: "Give all of them names, or none.",
    });
  }
  const request = context.get("request");
  return reverseName(text(name), hasNames ? plainTexts(named) : positional.map(plain), {
    currentApp: currentAppOf(request),
  });
}

function plain(value: unknown): unknown {
  return value instanceof SafeString ? value.valueOf() : value;
}

function plainTexts(values: ContextData): ContextData {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, plain(value)]));
}

/** {@link url} for `{% url … as name %}`: empty when there is none. */
export function urlOrNothing(...args: Parameters<typeof url>): string {
  try {
    return url(...args);
  } catch (error) {
    if (error instanceof NoReverseMatch) return "";
    throw error;
  }
}

/** `{% now %}`. */
export function currentDate(format: string): string {
  return dateFormat(new DateTime(Date.now()), format);
}

/** The CSRF token in the context. */
export function csrfTokenIn(context: Context): unknown {
  const token = context.look("csrfToken", "csrf_token");
  return typeof token === "function" ? (token as () => unknown)() : token;
}

const logger = getLogger("nuages.template");

/** `{% csrf_token %}`. */
export function csrfInput(token: unknown): string {
  if (token === undefined || token === null || token === "") {
    if (settingOrDefault("debug")) {
      logger.warning(
        "A {% csrf_token %} was used in a template, but the context did not provide the value. Render the template with its request.",
      );
    }
    return "";
  }
  const value = text(token);
  return value === "NOTPROVIDED"
    ? ""
    : `<input type="hidden" name="csrfmiddlewaretoken" value="${escapeText(value)}">`;
}

/** `{% widthratio %}`. */
export function widthRatio(value: unknown, maximum: unknown, width: unknown): string {
  const widest = toInteger(width);
  if (widest === undefined) {
    throw new TemplateSyntaxError("The last value of {% widthratio %} must be a number.");
  }
  const part = toFloat(value);
  const whole = toFloat(maximum);
  if (part === undefined || whole === undefined) return "";
  if (whole === 0) return "0";
  const ratio = (part / whole) * Number(widest);
  return Number.isFinite(ratio) ? String(roundHalfEven(ratio)) : "";
}

function roundHalfEven(value: number): number {
  const floor = Math.floor(value);
  const isHalf = value - floor === 0.5;
  const rounded = isHalf ? floor + (floor % 2 === 0 ? 0 : 1) : Math.round(value);
  return rounded === 0 ? 0 : rounded;
}

const MAX_LOREM = 10_000;

/** `{% lorem %}`. */
export function loremText(count: unknown, method: "w" | "p" | "b", isCommon: boolean): string {
  const number = Math.min(Number(toInteger(count) ?? 1), MAX_LOREM);
  if (method === "w") return loremWords(number, isCommon);
  const paragraphs = loremParagraphs(number, isCommon);
  return (method === "p" ? paragraphs.map((paragraph) => `<p>${paragraph}</p>`) : paragraphs).join(
    "\n\n",
  );
}

/** `{% debug %}`: nothing unless the settings say so. */
export function debugText(context: Context): string {
  if (!settingOrDefault("debug")) return "";
  // Neither getters nor the values' own inspection run: a page for looking must change nothing.
  return escapeText(
    inspect(context.flatten(), {
      customInspect: false,
      depth: 3,
      getters: false,
      maxArrayLength: 50,
    }),
  );
}

/** The data of an inclusion tag with the token for its forms. */
export function withToken(context: Context, data: unknown): ContextData {
  const values = (typeof data === "object" && data !== null ? data : {}) as ContextData;
  const token = context.look("csrfToken", "csrf_token");
  return token === undefined ? values : { ...values, csrfToken: token };
}
