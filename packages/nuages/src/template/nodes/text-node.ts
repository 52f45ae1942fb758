import type { CodeWriter } from "../compiler/code-writer.ts";
import { Node } from "./node.ts";

/** What stands between the tags. */
export class TextNode extends Node {
  readonly text: string;

  constructor(text: string) {
    super();
    this.text = text;
  }

  override get usesContext(): boolean {
    return false;
  }

  override get canFail(): boolean {
    return false;
  }

  override render(): string {
    return this.text;
  }

  override emit(code: CodeWriter): void {
    code.text(this.text);
  }
}
