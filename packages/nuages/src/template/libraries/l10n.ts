import { localize } from "../../i18n/index.ts";
import type { CodeWriter } from "../compiler/code-writer.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library, type TagCompiler } from "../library.ts";
import { EnclosingNode } from "../nodes/enclosing-node.ts";
import type { NodeList } from "../nodes/node.ts";
import { text } from "../runtime/text.ts";

/** Sets a flag of the context for its contents. */
export class FlagNode extends EnclosingNode {
  readonly #flag: "useL10n" | "useTz";
  readonly #isOn: boolean;

  constructor(flag: "useL10n" | "useTz", isOn: boolean, nodes: NodeList) {
    super(nodes);
    this.#flag = flag;
    this.#isOn = isOn;
  }

  override emit(code: CodeWriter): void {
    const before = code.unique();
    code.line(`const ${before}=x.${this.#flag};x.${this.#flag}=${this.#isOn};`);
    code.body(this.nodes);
    code.line(`x.${this.#flag}=${before};`);
  }
}

/** Compiles a tag that takes `on` or `off`; on by default. */
export function flagTag(name: string, flag: "useL10n" | "useTz"): TagCompiler {
  return (parser, token) => {
    const words = token.splitContents();
    const [, mode = "on"] = words;
    if (words.length > 2 || (mode !== "on" && mode !== "off")) {
      throw new TemplateSyntaxError(`{% ${name} %} takes on or off.`);
    }
    const nodes = parser.parse([`end${name}`]);
    parser.deleteFirstToken();
    return new FlagNode(flag, mode === "on", nodes);
  };
}

/** `{% load l10n %}`. */
export const l10nLibrary: Library = new Library()
  .tag("localize", flagTag("localize", "useL10n"))
  .filter("localize", (value: unknown) => text(localize(value)), { argument: "none" })
  .filter("unlocalize", (value: unknown) => text(localize(value, { useL10n: false })), {
    argument: "none",
  });
