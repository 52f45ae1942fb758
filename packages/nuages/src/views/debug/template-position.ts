import { templateFrames } from "../../template/index.ts";

/** Where in a template an error arose, with the lines around. */
export interface TemplatePosition {
  readonly template: string;
  readonly line: number;
  readonly lines: readonly { readonly number: number; readonly text: string }[];
}

function isLine(value: unknown): value is { readonly number: number; readonly text: string } {
  return (
    typeof value === "object" &&
    value !== null &&
    "number" in value &&
    typeof value.number === "number" &&
    "text" in value &&
    typeof value.text === "string"
  );
}

/** The place in a template where an error arose: where it was rendered, or where it is misspelt. */
export function templatePosition(error: unknown): TemplatePosition | undefined {
  if (typeof error !== "object" || error === null) return undefined;
  const [frame] = templateFrames(error);
  if (frame !== undefined) {
    return { template: frame.template, line: frame.line, lines: frame.sourceLines };
  }
  const { template, line, sourceLines } = error as Record<string, unknown>;
  if (typeof template !== "string" || typeof line !== "number") return undefined;
  return { template, line, lines: Array.isArray(sourceLines) ? sourceLines.filter(isLine) : [] };
}
