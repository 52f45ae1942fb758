import {
  getCurrentTimezone,
  getDefaultTimezone,
  isAware,
  isNaive,
  isTimezone,
  makeAware,
  overrideTimezone,
  toZoned,
} from "../../i18n/index.ts";
import { settingOrDefault } from "../../conf/index.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library, type TagCompiler } from "../library.ts";
import { Node } from "../nodes/node.ts";
import { text } from "../runtime/text.ts";
import { ScopeNode } from "./i18n.ts";
import { flagTag } from "./l10n.ts";

/** A moment in another zone, which printing leaves alone; empty for what is no date and time. */
function inZone(value: unknown, timeZone: unknown): unknown {
  const name = text(timeZone);
  if (!isTimezone(name)) return "";
  // Django: a date without zone is taken to be in the default one.
  const moment = isNaive(value) ? makeAware(value, getDefaultTimezone()) : value;
  return isAware(moment) ? keepZone(toZoned(moment, name)) : "";
}

/** Printing would convert the moment to the current zone again: it gets its wall clock alone. */
function keepZone(value: ReturnType<typeof toZoned>): unknown {
  return settingOrDefault("useTz") ? value.toPlainDateTime() : value;
}

/** Keeps the name of the current zone. */
class CurrentZoneNode extends Node {
  readonly #target: string;

  constructor(target: string) {
    super();
    this.#target = target;
  }

  override emit(code: CodeWriter): void {
    code.line(`x.set(${code.constant(this.#target)},${code.constant(getCurrentTimezone)}());`);
  }
}

const compileCurrentZone: TagCompiler = (_parser, token) => {
  const [, as, target, ...rest] = token.contents.split(/\s+/);
  if (as !== "as" || target === undefined || rest.length > 0) {
    throw new TemplateSyntaxError('{% get_current_timezone %} needs "as" and a name.');
  }
  return new CurrentZoneNode(target);
};

const compileZone: TagCompiler = (parser, token) => {
  const words = token.splitContents();
  if (words.length !== 2) throw new TemplateSyntaxError("{% timezone %} takes one time zone.");
  const zone = parser.compileFilter(words[1] ?? "");
  const nodes = parser.parse(["endtimezone"]);
  parser.deleteFirstToken();
  return new ScopeNode(zone, nodes, (value, work) =>
    overrideTimezone(value === null || value === undefined ? null : text(value), work),
  );
};

/** `{% load tz %}`. */
export const tzLibrary: Library = new Library()
  .tag("localtime", flagTag("localtime", "useTz"))
  .tag("timezone", compileZone)
  .tag("get_current_timezone", compileCurrentZone)
  .filter("localtime", (value: unknown) => inZone(value, getCurrentTimezone()), {
    argument: "none",
  })
  .filter("utc", (value: unknown) => inZone(value, "UTC"), { argument: "none" })
  .filter("timezone", inZone);
