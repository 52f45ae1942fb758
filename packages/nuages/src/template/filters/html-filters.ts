import { escapeText } from "../../utils/escape.ts";
import {
  conditionalEscape,
  jsonScript,
  linebreaks,
  markSafe,
  stripTags,
  urlize,
} from "../../utils/html.ts";
import { isHtmlSource, SafeString } from "../../utils/safestring.ts";
import { isIterable } from "../../utils/iterables.ts";
import { normalizeNewlines } from "../../utils/text.ts";
import { TemplateValueError } from "../errors.ts";
import type { FilterEnvironment } from "../filter-definition.ts";
import type { Library } from "../library.ts";
import { list } from "../runtime/iteration.ts";
import { toInteger } from "../../utils/numbers.ts";
import { text } from "../runtime/text.ts";

function isSafe(value: unknown): boolean {
  return value instanceof SafeString || isHtmlSource(value);
}

/** True when a filter has to escape its value itself. */
function mustEscape(value: unknown, { autoescape }: FilterEnvironment): boolean {
  return autoescape && !isSafe(value);
}

function escapeOnce(value: unknown): SafeString {
  return isSafe(value) ? conditionalEscape(value) : new SafeString(escapeText(text(value)));
}

function linenumbers(
  value: unknown,
  _argument: unknown,
  environment: FilterEnvironment,
): SafeString {
  const lines = text(value).split("\n");
  const width = String(lines.length).length;
  const escapes = mustEscape(value, environment);
  const numbered = lines.map((line, index) => {
    const number = String(index + 1).padStart(width, "0");
    return `${number}. ${escapes ? escapeText(line) : line}`;
  });
  return new SafeString(numbered.join("\n"));
}

function paragraphs(
  value: unknown,
  _argument: unknown,
  environment: FilterEnvironment,
): SafeString {
  return new SafeString(linebreaks(text(value), { autoescape: mustEscape(value, environment) }));
}

function lineBreakTags(
  value: unknown,
  _argument: unknown,
  environment: FilterEnvironment,
): SafeString {
  const lines = normalizeNewlines(text(value));
  const html = mustEscape(value, environment) ? escapeText(lines) : lines;
  return new SafeString(html.replaceAll("\n", "<br>"));
}

function linked(value: unknown, trimUrlLimit: number | null, autoescape: boolean): SafeString {
  const input = value instanceof SafeString ? value : text(value);
  return new SafeString(urlize(input, { trimUrlLimit, nofollow: true, autoescape }));
}

function urlizetrunc(
  value: unknown,
  argument: unknown,
  { autoescape }: FilterEnvironment,
): SafeString {
  const limit = toInteger(argument);
  if (limit === undefined) {
    throw new TemplateValueError('The argument of "urlizetrunc" must be a whole number.');
  }
  return linked(value, Number(limit), autoescape);
}

function items(value: unknown): readonly unknown[] {
  const found = list(value);
  return found instanceof Promise ? [] : found;
}

/** An item with the items below it, for lists such as `["States", ["Kansas", "Illinois"]]`. */
interface ListItem {
  readonly value: unknown;
  readonly below: readonly unknown[] | undefined;
}

function* pairs(values: readonly unknown[]): Generator<ListItem, void> {
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index];
    const next = values[index + 1];
    const below = isIterable(next) && !(next instanceof String) ? [...next] : undefined;
    if (below !== undefined) index += 1;
    yield { value, below };
  }
}

const MAX_DEPTH = 100;

function listItems(values: readonly unknown[], escapes: boolean, depth: number): string {
  if (depth > MAX_DEPTH)
    throw new TemplateValueError("The list is nested too deep for unordered_list.");
  const indent = "\t".repeat(depth);
  return [...pairs(values)]
    .map(({ value, below }) => {
      const content = escapes ? escapeOnce(value).valueOf() : text(value);
      const sublist =
        below === undefined
          ? ""
          : `\n${indent}<ul>\n${listItems(below, escapes, depth + 1)}\n${indent}</ul>\n${indent}`;
      return `${indent}<li>${content}${sublist}</li>`;
    })
    .join("\n");
}

/** Registers the filters for HTML. */
export function registerHtmlFilters(library: Library): void {
  const plain = { isSafe: true, isSync: true, argument: "none" } as const;
  library
    .filter("escape", escapeOnce, plain)
    .filter("force_escape", (value: string) => new SafeString(escapeText(value)), {
      ...plain,
      stringFilter: true,
    })
    .filter("safe", (value: unknown) => new SafeString(text(value)), plain)
    .filter("escapeseq", (value: unknown) => items(value).map(escapeOnce), plain)
    .filter("safeseq", (value: unknown) => items(value).map((item) => markSafe(text(item))), plain)
    .filter("linebreaks", paragraphs, plain)
    .filter("linebreaksbr", lineBreakTags, plain)
    .filter("linenumbers", linenumbers, plain)
    .filter("striptags", stripTags, { ...plain, stringFilter: true })
    .filter(
      "urlize",
      (value: unknown, _argument: unknown, { autoescape }) => linked(value, null, autoescape),
      plain,
    )
    .filter("urlizetrunc", urlizetrunc, { isSafe: true, isSync: true })
    .filter(
      "json_script",
      (value: unknown, id: unknown) => jsonScript(value, id === undefined ? null : text(id)),
      { isSafe: true, isSync: true, argument: "optional" },
    )
    .filter(
      "unordered_list",
      (value: unknown, _argument: unknown, { autoescape }) =>
        new SafeString(listItems(items(value), autoescape, 1)),
      plain,
    );
}
