import { gettext, templateLocaltime } from "../../i18n/index.ts";
import { escapeText } from "../../utils/escape.ts";
import { SafeString } from "../../utils/safestring.ts";
import type { Context } from "../context.ts";
import { rememberLocation, VariableDoesNotExist } from "../errors.ts";
import type { FilterEnvironment } from "../filter-definition.ts";
import type { TemplateSource } from "../source.ts";
import { list, unpack } from "./iteration.ts";
import { afterError, attr, attrOf, call, quiet } from "./lookup.ts";
import { ForLoop } from "./loop.ts";
import {
  contained,
  equal,
  greater,
  greaterOrEqual,
  less,
  lessOrEqual,
  notContained,
  notEqual,
  notSame,
  same,
} from "./operators.ts";
import { keep, show } from "./output.ts";
import { text } from "./text.ts";
import {
  changed,
  csrfInput,
  csrfTokenIn,
  currentDate,
  debugText,
  escaped,
  group,
  loremText,
  spaceless,
  turn,
  url,
  urlOrNothing,
  waits,
  widthRatio,
  withToken,
} from "./tag-functions.ts";
import { rest } from "./thenable.ts";
import { truthy } from "./truth.ts";

/** An error on its way out of a template: remembers the place. */
function located(error: unknown, source: TemplateSource, offset: number): unknown {
  return rememberLocation(error, { source, offset });
}

/** The value of a filter's argument. @throws VariableDoesNotExist when there is none. */
function need(value: unknown, name: string): unknown {
  if (typeof value === "symbol") return "";
  if (value === undefined) throw new VariableDoesNotExist(name);
  return value;
}

/** The translation of a literal, which needs no escaping. */
function translate(message: string): SafeString {
  return new SafeString(gettext(message));
}

function isMissing(error: unknown): boolean {
  return error instanceof VariableDoesNotExist;
}

function local(value: unknown, context: Context): unknown {
  return templateLocaltime(value, context.useTz);
}

function loop(length: number, parent: unknown, index: number): ForLoop {
  return new ForLoop(length, parent, index);
}

const on: FilterEnvironment = Object.freeze({ autoescape: true });
const off: FilterEnvironment = Object.freeze({ autoescape: false });

/** What generated code may call, by the names it uses. */
export const runtime = {
  afterError,
  attr,
  attrOf,
  call,
  changed,
  contained,
  csrfInput,
  csrfTokenIn,
  currentDate,
  debugText,
  equal,
  esc: escapeText,
  escaped,
  greater,
  greaterOrEqual,
  group,
  isMissing,
  keep,
  less,
  lessOrEqual,
  list,
  local,
  located,
  loop,
  loremText,
  need,
  notContained,
  notEqual,
  notSame,
  off,
  on,
  quiet,
  rest,
  SafeString,
  same,
  show,
  spaceless,
  text,
  translate,
  truthy,
  turn,
  unpack,
  url,
  urlOrNothing,
  waits,
  widthRatio,
  withToken,
};

/** Names of the functions that generated code may use. */
export const runtimeNames: readonly string[] = Object.keys(runtime);
