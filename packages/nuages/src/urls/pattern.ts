import type { ReverseForm } from "../utils/regex-helper.ts";
import type { Converter } from "./converters.ts";

/** What a pattern found at the beginning of a path. */
export interface PatternMatch {
  /** The path behind it. */
  readonly rest: string;
  /** Values of unnamed groups. */
  readonly args: readonly unknown[];
  /** Values by name. */
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** The way a route is written: as text with `<parameters>`, as a regular expression, as a language prefix. */
export interface Pattern {
  /** Text that every match begins with; empty when it is not known. */
  readonly literal: string;
  readonly converters: ReadonlyMap<string, Converter>;
  /** Whether it is another one in another language. */
  readonly dependsOnLanguage?: boolean;
  /** As it was written, in the present language. */
  toString(): string;
  match(path: string): PatternMatch | undefined;
  /** The addresses it can give. */
  forms(): readonly ReverseForm[];
  /** What it matches, as JavaScript's regular expression without a leading `^` and without group names. */
  regex(): { readonly source: string; readonly flags: string };
}

export const NO_ARGS: readonly unknown[] = Object.freeze([]);
export const NO_KWARGS: Readonly<Record<string, unknown>> = Object.freeze({});
export const NO_CONVERTERS: ReadonlyMap<string, Converter> = new Map();
