import type { Context, ContextData } from "./context.ts";
import type { FilterDefinition, FilterFunction, FilterOptions } from "./filter-definition.ts";
import type { Node } from "./nodes/node.ts";
import { type SimpleTagFunction, simpleBlockTag, simpleTag } from "./tags/simple-tag.ts";
import { inclusionTag, type InclusionTemplate } from "./tags/inclusion-tag.ts";
import type { Token } from "./syntax/lexer.ts";
import type { Parser } from "./syntax/parser.ts";
import type { SafeString } from "../utils/safestring.ts";

/** Makes the node of a tag: reads its words and, up to its end tag, its contents. */
export type TagCompiler = (parser: Parser, token: Token) => Node;

/** How a tag made of a function gets its arguments. */
export interface FunctionTagOptions {
  /** Names of the function's positional parameters, so that a template may also give them by name. */
  readonly parameters?: readonly string[];
  /** Names that the object in the last place may have. Default: any; with `parameters` none. */
  readonly named?: readonly string[];
  /**
   * How many values a template must give at least. Default: one, if the function's first parameter has
   * no default value (TypeScript's `count?: number` has none), else none.
   */
  readonly required?: number;
}

/** {@link FunctionTagOptions} for functions that get the context first. */
export interface ContextTagOptions extends FunctionTagOptions {
  readonly takesContext: true;
}

export interface BlockTagOptions extends FunctionTagOptions {
  /** Name of the end tag. Default: `end` and the name. */
  readonly endName?: string;
}

/** A value, or a promise of it. */
type MaybePromise<Value> = Value | Promise<Value>;

interface MayTakeContext {
  readonly takesContext?: boolean;
}

/**
 * Tags and filters that templates get with `{% load %}`. A file `templatetags/<name>.ts` of an app
 * exports one as `register`. Django: `template.Library`.
 *
 * @example
 * export const register = new Library();
 * register.filter("initials", (name: string) => name.replace(/(\w)\w*\s/g, "$1. "), { stringFilter: true });
 * register.simpleTag("copies", async (book: Book) => await book.copies.count());
 */
export class Library {
  readonly tags = new Map<string, TagCompiler>();
  readonly filters = new Map<string, FilterDefinition>();

  /** Registers a tag that parses its own contents. */
  tag(name: string, compile: TagCompiler): this {
    this.tags.set(name, compile);
    return this;
  }

  /** Registers a filter. */
  filter<Argument>(
    name: string,
    apply: FilterFunction<string, Argument>,
    options: FilterOptions & { readonly stringFilter: true },
  ): this;
  filter<Value, Argument>(
    name: string,
    apply: FilterFunction<Value, Argument>,
    options?: FilterOptions & { readonly stringFilter?: false },
  ): this;
  filter(name: string, apply: FilterFunction<never, never>, options: FilterOptions = {}): this {
    this.filters.set(name, {
      isSafe: false,
      stringFilter: false,
      expectsLocaltime: false,
      lazy: false,
      argument: apply.length >= 2 ? "required" : "optional",
      safeLiterals: false,
      isSync: false,
      ...options,
      name,
      apply: apply as FilterFunction,
    });
    return this;
  }

  /**
   * Registers a tag that prints what a function gives, escaped unless it is safe; `{% tag … as name %}`
   * keeps it instead. Arguments by name arrive in one object, last. Django: `@register.simple_tag`.
   */
  simpleTag<Args extends readonly unknown[]>(
    name: string,
    run: (...args: Args) => unknown,
    options?: FunctionTagOptions,
  ): this;
  simpleTag<Args extends readonly unknown[]>(
    name: string,
    run: (context: Context, ...args: Args) => unknown,
    options: ContextTagOptions,
  ): this;
  simpleTag(
    name: string,
    run: (...args: never[]) => unknown,
    options: FunctionTagOptions & MayTakeContext = {},
  ): this {
    return this.tag(name, simpleTag(name, run as SimpleTagFunction, options));
  }

  /**
   * Registers a tag with contents: the function gets their output (behind the context, when it takes
   * that) and the arguments. Django: `@register.simple_block_tag`.
   */
  simpleBlockTag<Args extends readonly unknown[]>(
    name: string,
    run: (content: SafeString, ...args: Args) => unknown,
    options?: BlockTagOptions,
  ): this;
  simpleBlockTag<Args extends readonly unknown[]>(
    name: string,
    run: (context: Context, content: SafeString, ...args: Args) => unknown,
    options: BlockTagOptions & ContextTagOptions,
  ): this;
  simpleBlockTag(
    name: string,
    run: (...args: never[]) => unknown,
    options: BlockTagOptions & MayTakeContext = {},
  ): this {
    return this.tag(name, simpleBlockTag(name, run as SimpleTagFunction, options));
  }

  /**
   * Registers a tag that renders a template with the data that a function gives.
   * Django: `@register.inclusion_tag`.
   *
   * @param template A template's name, a template, or several names of which the first that exists is taken.
   */
  inclusionTag<Args extends readonly unknown[]>(
    name: string,
    template: InclusionTemplate,
    run: (...args: Args) => MaybePromise<ContextData>,
    options?: FunctionTagOptions,
  ): this;
  inclusionTag<Args extends readonly unknown[]>(
    name: string,
    template: InclusionTemplate,
    run: (context: Context, ...args: Args) => MaybePromise<ContextData>,
    options: ContextTagOptions,
  ): this;
  inclusionTag(
    name: string,
    template: InclusionTemplate,
    run: (...args: never[]) => unknown,
    options: FunctionTagOptions & MayTakeContext = {},
  ): this {
    return this.tag(
      name,
      inclusionTag(name, { template, run: run as SimpleTagFunction, ...options }),
    );
  }
}
