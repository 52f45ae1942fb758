import type { CodeWriter } from "../compiler/code-writer.ts";
import type { FilterExpression } from "./filter-expression.ts";
import { Node } from "./node.ts";

/** `{{ expression }}`. */
export class VariableNode extends Node {
  readonly expression: FilterExpression;

  constructor(expression: FilterExpression) {
    super();
    this.expression = expression;
  }

  override get usesContext(): boolean {
    return false;
  }

  override emit(code: CodeWriter): void {
    code.print(this.expression);
  }
}
