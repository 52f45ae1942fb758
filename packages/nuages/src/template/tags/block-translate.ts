import { gettext, ngettext, npgettext, pgettext } from "../../i18n/index.ts";
import { stripSpace } from "../../utils/space.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError, TemplateValueError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node } from "../nodes/node.ts";
import { toFloat } from "../../utils/numbers.ts";
import { text } from "../runtime/text.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";
import { parseKeywords } from "./words.ts";

/** What the opening tag says. */
interface BlockOptions {
  values: ReadonlyMap<string, FilterExpression>;
  counter: readonly [string, FilterExpression] | undefined;
  context: FilterExpression | undefined;
  target: string | undefined;
  isTrimmed: boolean;
}

/** A message of a catalog with the variables that it prints. */
interface Message {
  /** With `%(name)s` for `{{ name }}`. */
  readonly id: string;
  readonly expressions: ReadonlyMap<string, FilterExpression>;
}

/** What a block asks the catalog for. */
interface Asked {
  readonly singular: string;
  readonly plural: string | undefined;
  readonly context: unknown;
  readonly count: unknown;
}

function fromCatalog({ singular, plural, context, count }: Asked): string {
  if (plural === undefined) {
    return context === undefined ? gettext(singular) : pgettext(text(context), singular);
  }
  const number = toFloat(count);
  if (
    typeof count !== "number" &&
    typeof count !== "bigint" &&
    (typeof count !== "object" || number === undefined)
  ) {
    throw new TemplateSyntaxError('The "count" of {% blocktranslate %} must be a number.');
  }
  return context === undefined
    ? ngettext(singular, plural, number ?? 0)
    : npgettext(text(context), singular, plural, number ?? 0);
}

/** A translator may use a name that is none of the message's: then the source is printed. */
class UnknownName extends RangeError {}

function fill(message: string, values: ReadonlyMap<string, string>): string {
  return message.replace(/%(?:%|\(([^()]*)\)s|)/g, (match, name: string | undefined) => {
    if (match === "%%") return "%";
    const value = name === undefined ? undefined : values.get(name);
    if (value === undefined) throw new UnknownName(match);
    return value;
  });
}

/** The text of a block: the translation, or the source when the translation does not fit. */
export function blockText(asked: Asked, values: ReadonlyMap<string, string>): string {
  const translation = fromCatalog(asked);
  try {
    return fill(translation, values);
  } catch (error) {
    if (!(error instanceof UnknownName)) throw error;
  }
  const source =
    asked.plural !== undefined && toFloat(asked.count) !== 1 ? asked.plural : asked.singular;
  try {
    return fill(source, values);
  } catch (cause) {
    throw new TemplateValueError("A {% blocktranslate %} cannot be filled.", { cause });
  }
}

/** `{% blocktranslate %}…{% plural %}…{% endblocktranslate %}`. */
class BlockTranslateNode extends Node {
  readonly #options: BlockOptions;
  readonly #singular: Message;
  readonly #plural: Message | undefined;

  constructor(options: BlockOptions, singular: Message, plural: Message | undefined) {
    super();
    this.#options = options;
    this.#singular = singular;
    this.#plural = plural;
  }

  override get usesContext(): boolean {
    return this.#options.target !== undefined;
  }

  override emit(code: CodeWriter): void {
    const { values, counter, context, target } = this.#options;
    const names = new Map<string, string>();
    const assign = (name: string, expression: FilterExpression): void => {
      const variable = code.unique();
      code.statement(() => {
        code.line(`const ${variable}=${expression.code(code)};`);
      });
      names.set(name, variable);
    };
    for (const [name, expression] of values) assign(name, expression);
    if (counter !== undefined) assign(...counter);
    const result = code.unique();
    const within = context === undefined ? "undefined" : context.code(code);
    code.withScope({ names }, () => {
      this.#emitMessage(code, { result, within, count: names.get(counter?.[0] ?? "") });
    });
    if (target === undefined) code.append(result);
    else code.line(`x.set(${code.constant(target)},new SafeString(${result}));`);
  }

  #emitMessage(
    code: CodeWriter,
    {
      result,
      within,
      count = "undefined",
    }: { result: string; within: string; count: string | undefined },
  ): void {
    const expressions = new Map([
      ...this.#singular.expressions,
      ...(this.#plural?.expressions ?? []),
    ]);
    const values = [...expressions].map(
      ([name, expression]) => `[${code.constant(name)},${code.printed(expression)}]`,
    );
    const plural = this.#plural === undefined ? "undefined" : code.constant(this.#plural.id);
    const asked = `{singular:${code.constant(this.#singular.id)},plural:${plural},context:${within},count:${count}}`;
    code.line(
      `const ${result}=${code.constant(blockText)}(${asked},new Map([${values.join(",")}]));`,
    );
  }
}

/** Compiles `{% blocktranslate %}`. */
export function compileBlockTranslate(parser: Parser, token: Token): Node {
  const [tag = "", ...words] = token.splitContents();
  const options = parseOptions(parser, tag, words);
  const singular = readMessage(parser, tag, options.isTrimmed);
  let plural: Message | undefined;
  if (options.counter !== undefined) {
    if (singular.end.contents !== "plural") {
      throw parser.error(`{% ${tag} %} with "count" needs {% plural %}.`, { token: singular.end });
    }
    plural = readMessage(parser, tag, options.isTrimmed);
  }
  const { end } = plural === undefined ? singular : (plural as Message & { readonly end: Token });
  if (end.contents !== `end${tag}`) {
    throw parser.error(`{% ${tag} %} does not allow {% ${end.contents} %} inside it.`, {
      token: end,
      hint: "Only {{ name }} may stand there; give other values names with: with name=value.",
    });
  }
  return new BlockTranslateNode(options, singular, plural);
}

/** Reads text and variables up to the next tag. */
function readMessage(
  parser: Parser,
  tag: string,
  isTrimmed: boolean,
): Message & { readonly end: Token } {
  const expressions = new Map<string, FilterExpression>();
  let id = "";
  for (;;) {
    const next = parser.peekToken();
    if (next === undefined) {
      throw parser.error(`{% ${tag} %} is never closed.`, { hint: `Add {% end${tag} %}.` });
    }
    const token = parser.nextToken();
    if (token.kind === "block")
      return { id: isTrimmed ? trimmed(id) : id, expressions, end: token };
    if (token.kind === "text") id += token.contents.replaceAll("%", "%%");
    else if (token.kind === "variable") {
      id += `%(${token.contents})s`;
      expressions.set(token.contents, parser.compileFilter(token.contents));
    }
  }
}

function trimmed(message: string): string {
  return message
    .split(/\r\n|[\n\r\v\f\u0085\u2028\u2029]/)
    .map(stripSpace)
    .filter((line) => line !== "")
    .join(" ");
}

function parseOptions(parser: Parser, tag: string, words: readonly string[]): BlockOptions {
  const options: BlockOptions = {
    values: new Map(),
    counter: undefined,
    context: undefined,
    target: undefined,
    isTrimmed: false,
  };
  const seen = new Set<string>();
  let rest = words;
  while (rest.length > 0) {
    const [option = "", ...following] = rest;
    if (seen.has(option)) throw new TemplateSyntaxError(`{% ${tag} %} has "${option}" twice.`);
    seen.add(option);
    rest = readOption(parser, { tag, option, words: following }, options);
  }
  return options;
}

interface OptionWords {
  readonly tag: string;
  readonly option: string;
  readonly words: readonly string[];
}

/** Reads what follows an option; gives the words that are left. */
function readOption(
  parser: Parser,
  { tag, option, words }: OptionWords,
  options: BlockOptions,
): readonly string[] {
  switch (option) {
    case "with": {
      const { named, rest } = parseKeywords(parser, words, { legacy: true });
      if (named.size === 0)
        throw new TemplateSyntaxError(`"with" in {% ${tag} %} needs name=value.`);
      options.values = named;
      return rest;
    }
    case "count": {
      const { named, rest } = parseKeywords(parser, words, { legacy: true });
      const [counter] = [...named];
      if (counter === undefined || named.size !== 1) {
        throw new TemplateSyntaxError(`"count" in {% ${tag} %} needs exactly one name=value.`);
      }
      options.counter = counter;
      return rest;
    }
    case "context":
      options.context = parser.compileFilter(wordAfter(tag, option, words));
      return words.slice(1);
    case "trimmed":
      options.isTrimmed = true;
      return words;
    case "asvar":
      options.target = wordAfter(tag, option, words);
      return words.slice(1);
    default:
      throw new TemplateSyntaxError(`{% ${tag} %} does not know "${option}".`, {
        hint: "Known: with, count, context, trimmed, asvar.",
      });
  }
}

function wordAfter(tag: string, option: string, [word]: readonly string[]): string {
  if (word !== undefined) return word;
  throw new TemplateSyntaxError(`"${option}" in {% ${tag} %} needs a word behind it.`);
}
