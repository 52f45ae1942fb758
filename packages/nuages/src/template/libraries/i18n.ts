import {
  getLanguage,
  getLanguageBidi,
  getLanguageInfo,
  type LanguageInfo,
  gettext,
  override,
} from "../../i18n/index.ts";
import { settingOrDefault } from "../../conf/index.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library, type TagCompiler } from "../library.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import { compileBlockTranslate } from "../tags/block-translate.ts";
import { compileTranslate } from "../tags/translate.ts";
import { text } from "../runtime/text.ts";
import { runIn } from "../runtime/thenable.ts";

/** A tag that keeps a value of the active language: `{% name … as target %}`. */
class LanguageValueNode extends Node {
  readonly #read: (...args: unknown[]) => unknown;
  readonly #args: readonly FilterExpression[];
  readonly #target: string;

  constructor(
    read: (...args: never[]) => unknown,
    args: readonly FilterExpression[],
    target: string,
  ) {
    super();
    this.#read = read as (...args: unknown[]) => unknown;
    this.#args = args;
    this.#target = target;
  }

  override emit(code: CodeWriter): void {
    const values = this.#args.map((argument) => argument.code(code)).join(",");
    code.line(`x.set(${code.constant(this.#target)},${code.constant(this.#read)}(${values}));`);
  }
}

/** Compiles a tag of the form `{% name as target %}`. */
function valueTag(name: string, read: () => unknown): TagCompiler {
  return (_parser, token) => {
    const [, as, target, ...rest] = token.splitContents();
    if (as !== "as" || target === undefined || rest.length > 0) {
      throw new TemplateSyntaxError(`{% ${name} %} needs "as" and a name.`, {
        hint: `Write {% ${name} as name %}.`,
      });
    }
    return new LanguageValueNode(read, [], target);
  };
}

/** Compiles a tag of the form `{% name for value as target %}`. */
function valueForTag(name: string, read: (value: unknown) => unknown): TagCompiler {
  return (parser, token) => {
    const [, given, value, as, target, ...rest] = token.splitContents();
    if (
      given !== "for" ||
      value === undefined ||
      as !== "as" ||
      target === undefined ||
      rest.length > 0
    ) {
      throw new TemplateSyntaxError(`{% ${name} %} is not of the form: for value as name.`);
    }
    return new LanguageValueNode(read, [parser.compileFilter(value)], target);
  };
}

function languageInfo(language: unknown): LanguageInfo {
  // An item of a list is a code, or a pair of code and name.
  const code: unknown = Array.isArray(language) ? language[0] : language;
  return getLanguageInfo(text(code));
}

function languageInfos(languages: unknown): LanguageInfo[] {
  return Array.isArray(languages) ? languages.map(languageInfo) : [];
}

function availableLanguages(): (readonly [string, string])[] {
  return settingOrDefault("languages").map(
    ([code, name]) => [code, gettext(String(name))] as const,
  );
}

/** A tag whose contents render with something else active. */
export class ScopeNode extends Node {
  readonly #value: FilterExpression;
  readonly #nodes: NodeList;
  readonly #run: <Result>(value: unknown, work: () => Result) => Result;

  constructor(
    value: FilterExpression,
    nodes: NodeList,
    run: <Result>(value: unknown, work: () => Result) => Result,
  ) {
    super();
    this.#value = value;
    this.#nodes = nodes;
    this.#run = run;
  }

  override get children(): readonly NodeList[] {
    return [this.#nodes];
  }

  override get usesContext(): boolean {
    return this.#nodes.usesContext;
  }

  override emit(code: CodeWriter): void {
    const value = code.unique();
    code.statement(() => {
      code.line(`const ${value}=${this.#value.code(code)};`);
    });
    const inner = code.inner(this.#nodes);
    const run = code.constant(this.#run);
    code.append(code.run(`${code.constant(runIn)}(w=>${run}(${value},w),${inner})`));
  }
}

const compileLanguage: TagCompiler = (parser, token) => {
  const words = token.splitContents();
  if (words.length !== 2) {
    throw new TemplateSyntaxError("{% language %} takes one language code.");
  }
  const language = parser.compileFilter(words[1] ?? "");
  const nodes = parser.parse(["endlanguage"]);
  parser.deleteFirstToken();
  return new ScopeNode(language, nodes, (code, work) => override(text(code), work));
};

/** `{% load i18n %}`. */
export const i18nLibrary: Library = new Library()
  .tag("translate", compileTranslate)
  .tag("trans", compileTranslate)
  .tag("blocktranslate", compileBlockTranslate)
  .tag("blocktrans", compileBlockTranslate)
  .tag("language", compileLanguage)
  .tag("get_available_languages", valueTag("get_available_languages", availableLanguages))
  .tag("get_current_language", valueTag("get_current_language", getLanguage))
  .tag("get_current_language_bidi", valueTag("get_current_language_bidi", getLanguageBidi))
  .tag("get_language_info", valueForTag("get_language_info", languageInfo))
  .tag("get_language_info_list", valueForTag("get_language_info_list", languageInfos))
  .filter("language_name", (code: unknown) => getLanguageInfo(text(code)).name, {
    argument: "none",
  })
  .filter("language_name_local", (code: unknown) => getLanguageInfo(text(code)).nameLocal, {
    argument: "none",
  })
  .filter(
    "language_name_translated",
    (code: unknown) => getLanguageInfo(text(code)).nameTranslated,
    {
      argument: "none",
    },
  )
  .filter("language_bidi", (code: unknown) => getLanguageInfo(text(code)).bidi, {
    argument: "none",
  });
