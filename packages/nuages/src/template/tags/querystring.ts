import { isIterable } from "../../utils/iterables.ts";
import { urlencode } from "../../utils/http.ts";
import type { Context } from "../context.ts";
import { TemplateValueError } from "../errors.ts";
import { attrOf } from "../runtime/lookup.ts";
import { text } from "../runtime/text.ts";

type Fields = Map<string, string[]>;

/** Something with lists of values, such as a `QueryDict`. */
interface HasLists {
  lists(): Iterable<readonly [string, readonly unknown[]]>;
}

function hasLists(value: object): value is HasLists {
  return "lists" in value && typeof value.lists === "function";
}

function textsOf(value: unknown): string[] {
  const isText = typeof value === "string" || value instanceof String;
  if (value instanceof Map) return [...value.keys()].map(text);
  return isIterable(value) && !isText ? [...value].map(text) : [text(value)];
}

/** Sets the fields of a mapping; null removes one. */
function apply(fields: Fields, mapping: unknown): void {
  if (mapping === null || mapping === undefined) return;
  if (typeof mapping !== "object") {
    throw new TemplateValueError("{% querystring %} takes mappings and name=value.", {
      hint: "Write {% querystring request.GET page=2 %}.",
    });
  }
  const entries = hasLists(mapping)
    ? mapping.lists()
    : mapping instanceof Map
      ? (mapping as Map<unknown, unknown>)
      : Object.entries(mapping);
  for (const [key, value] of entries) {
    const name = text(key);
    if (value === null || value === undefined) fields.delete(name);
    else fields.set(name, textsOf(value));
  }
}

/**
 * `{% querystring [mapping …] name=value %}`: the query string of the request, or of the mappings, with
 * fields set; null removes one, a list repeats it.
 */
export function querystring(context: Context, ...args: readonly unknown[]): string {
  const mappings = [...args];
  const last = mappings.at(-1);
  const isOptions =
    typeof last === "object" && last !== null && Object.getPrototypeOf(last) === null;
  const options = isOptions ? mappings.pop() : undefined;
  if (mappings.length === 0) {
    const query = attrOf(context.get("request"), "GET", "");
    if (query === undefined) {
      throw new TemplateValueError("{% querystring %} needs a request or a mapping.", {
        hint: 'Render the template with its request and the context processor "request".',
      });
    }
    mappings.push(query);
  }
  const fields: Fields = new Map();
  for (const mapping of mappings) apply(fields, mapping);
  if (options !== undefined) apply(fields, options);
  return `?${urlencode([...fields], { doseq: true })}`;
}
