import { gettext, pgettext } from "../../i18n/index.ts";
import { SafeString } from "../../utils/safestring.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node } from "../nodes/node.ts";
import { text } from "../runtime/text.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

interface TranslateParts {
  /** Gives the message, translated when it is a literal. */
  readonly message: FilterExpression;
  readonly isNoop: boolean;
  readonly context: FilterExpression | undefined;
  readonly target: string | undefined;
}

/** The translation of a message; safe when the message is. */
export function translated(message: unknown, context: unknown): unknown {
  const source = text(message);
  // Percent signs are doubled in catalogs, which hold formats.
  const id = source.replaceAll("%", "%%");
  const found = context === undefined ? gettext(id) : pgettext(text(context), id);
  const translation = found.replaceAll("%%", "%");
  return message instanceof SafeString ? new SafeString(translation) : translation;
}

/** `{% translate message [noop] [context c] [as name] %}`. */
class TranslateNode extends Node {
  readonly #parts: TranslateParts;

  constructor(parts: TranslateParts) {
    super();
    this.#parts = parts;
  }

  override get usesContext(): boolean {
    return this.#parts.target !== undefined;
  }

  override emit(code: CodeWriter): void {
    const { message, isNoop, context, target } = this.#parts;
    const source = message.code(code);
    const within = context === undefined ? "undefined" : context.code(code);
    const value = isNoop ? source : `${code.constant(translated)}(${source},${within})`;
    if (target === undefined) code.append(`show(${value},s,x,"")`);
    else code.line(`x.set(${code.constant(target)},${value});`);
  }
}

/** Compiles `{% translate %}`. */
export function compileTranslate(parser: Parser, token: Token): Node {
  const [tag = "", message, ...words] = token.splitContents();
  if (message === undefined) throw new TemplateSyntaxError(`{% ${tag} %} needs a message.`);
  const seen = new Set<string>();
  let isNoop = false;
  let context: FilterExpression | undefined;
  let target: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const option = words[index] ?? "";
    if (seen.has(option)) throw new TemplateSyntaxError(`{% ${tag} %} has "${option}" twice.`);
    seen.add(option);
    if (option === "noop") {
      isNoop = true;
      continue;
    }
    index += 1;
    const value = words[index];
    if (option === "as") target = nameOf(value, tag);
    else if (option === "context") context = contextOf(parser, value, tag);
    else {
      throw new TemplateSyntaxError(`{% ${tag} %} does not know "${option}".`, {
        hint: 'Behind the message come noop, context "…" and as name.',
      });
    }
  }
  return new TranslateNode({ message: parser.compileFilter(message), isNoop, context, target });
}

function nameOf(value: string | undefined, tag: string): string {
  if (value !== undefined) return value;
  throw new TemplateSyntaxError(`{% ${tag} %} has "as" without a name.`);
}

function contextOf(parser: Parser, value: string | undefined, tag: string): FilterExpression {
  if (value !== undefined && !["as", "noop"].includes(value)) return parser.compileFilter(value);
  throw new TemplateSyntaxError(`{% ${tag} %} has "context" without a context.`);
}
