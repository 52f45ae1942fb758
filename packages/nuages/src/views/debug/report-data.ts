import type { ContextLine, StackFrame } from "./stack-frames.ts";
import type { TemplatePosition } from "./template-position.ts";

/** A frame with its lines. */
export interface ReportFrame extends StackFrame {
  readonly shortFile: string;
  readonly context: readonly ContextLine[];
}

/** One error of the chain. */
export interface ReportError {
  readonly name: string;
  readonly message: string;
  readonly hint: string;
  /** What it is to the error before it. */
  readonly relation: "" | "cause" | "part";
  readonly frames: readonly ReportFrame[];
  readonly template: TemplatePosition | undefined;
}

/** Names with values as text. */
export type ReportTable = readonly (readonly [name: string, value: string])[];

/** The facts about the request. */
export interface ReportRequest {
  readonly method: string;
  readonly path: string;
  readonly url: string;
  readonly get: ReportTable;
  /** `undefined` when the form was not read. */
  readonly post: ReportTable | undefined;
  readonly cookies: ReportTable;
  readonly meta: ReportTable;
  readonly view: string;
}

/** Everything that an error report shows, cleansed. */
export interface ReportData {
  readonly errors: readonly ReportError[];
  readonly request: ReportRequest | undefined;
  readonly settings: ReportTable;
  readonly versions: ReportTable;
  readonly time: string;
}
