import type { Context, ContextData } from "../context.ts";
import { TemplateRecursionError, TemplateSyntaxError } from "../errors.ts";
import type { Engine, ResolvedTemplate } from "../engine.ts";
import type { TemplateSource } from "../source.ts";
import { absoluteName, isRelativeName } from "../syntax/relative-name.ts";
import type { Template } from "../template.ts";
import { text } from "./text.ts";
import { ForLoop } from "./loop.ts";
import { drive, type Rendering } from "./thenable.ts";
import { announce } from "./watch.ts";
import { settingOrDefault } from "../../conf/index.ts";
import { SafeString } from "../../utils/safestring.ts";

/** A compiled piece of a template. */
export type RenderFunction = (state: RenderState, context: Context) => Rendering;

/** The versions of one block, that of the last heir first. */
interface BlockChain {
  readonly versions: RenderFunction[];
  /** How many of them are being rendered. */
  depth: number;
}

/** What `block` is within a block. */
interface BlockReference {
  /** The block that this one replaces, rendered. */
  super(): SafeString | Promise<SafeString>;
}

const MAX_DEPTH = 200;

/** A name that begins with `./` or `../` is relative to the template that it stands in. */
function absoluteTarget(target: unknown, from: TemplateSource): unknown {
  const isText = typeof target === "string" || target instanceof SafeString;
  return isText && isRelativeName(target.toString())
    ? absoluteName(target.toString(), from.origin, { mayBeItself: true })
    : target;
}

// oxlint-disable-next-line require-yield -- has the form of the others
function* nothing(): Rendering {
  return "";
}

/** What one rendering of one template keeps: its blocks and what its tags remember. */
export class RenderState {
  readonly engine: Engine;
  /** The template that was asked for. */
  readonly template: Template;
  readonly hasInvalid: boolean;
  /** Whether the settings ask for groups of digits. */
  readonly groupsThousands: boolean;
  readonly #depth: number;
  #blocks: Map<string, BlockChain> | undefined;
  /** The template, and those it extends so far. */
  #ancestry: Template[] | undefined;
  #memory: Map<unknown, unknown> | undefined;

  constructor(engine: Engine, template: Template, outer?: RenderState) {
    this.engine = engine;
    this.template = template;
    this.hasInvalid = engine.stringIfInvalid !== "";
    this.groupsThousands = outer?.groupsThousands ?? settingOrDefault("useThousandSeparator");
    this.#depth = outer === undefined ? 1 : outer.#depth + 1;
    if (this.#depth > MAX_DEPTH) throw this.#tooDeep();
  }

  /** What tags remember while the template is rendered, by a key of their own. Django: `render_context`. */
  get memory(): Map<unknown, unknown> {
    this.#memory ??= new Map();
    return this.#memory;
  }

  /** What tags remember per loop: of the loop around, wherever it is, else of the template. */
  loopMemory(context: Context): Map<unknown, unknown> {
    const loop = context.get("forloop");
    return loop instanceof ForLoop ? loop.state : this.memory;
  }

  /** What is printed for a variable that does not exist. */
  missing(expression: string): string {
    const { stringIfInvalid } = this.engine;
    return stringIfInvalid.includes("%s")
      ? stringIfInvalid.replace("%s", () => expression)
      : stringIfInvalid;
  }

  /** Goes on with the template that the current one extends. */
  extend(context: Context, target: unknown): Rendering {
    const parent = this.#parentOf(target);
    const ancestry = (this.#ancestry ??= [this.template]);
    if (ancestry.length === 1) this.#addBlocks(this.template);
    ancestry.push(parent);
    if (ancestry.length > MAX_DEPTH) throw this.#tooDeep();
    this.#addBlocks(parent);
    announce(parent, context);
    return parent.compiled.root(this, context);
  }

  /** A template that extends its own name means that of a later folder. */
  #parentOf(target: unknown): Template {
    const isNamed =
      (typeof target === "object" && !(target instanceof SafeString) && target !== null) ||
      text(target) !== "";
    if (!isNamed) {
      throw new TemplateSyntaxError("{% extends %} got no template's name.", {
        hint: "The variable behind extends is empty or missing.",
      });
    }
    const { template } = this.engine.resolve(target);
    const ancestry = this.#ancestry ?? [this.template];
    const names = ancestry.map(({ origin }) => origin.name);
    if (typeof target === "object" && !(target instanceof SafeString)) return template;
    return template.name !== undefined && names.includes(template.origin.name)
      ? this.engine.resolve(target, ancestry).template
      : template;
  }

  #tooDeep(): TemplateRecursionError {
    const { name, origin } = this.template;
    return new TemplateRecursionError(name ?? origin.name, MAX_DEPTH);
  }

  #addBlocks(template: Template): void {
    const chains = (this.#blocks ??= new Map<string, BlockChain>());
    for (const [name, version] of template.compiled.blocks) {
      const chain = chains.get(name);
      if (chain === undefined) chains.set(name, { versions: [version], depth: 0 });
      else chain.versions.push(version);
    }
  }

  /** The next version of a block; pair it with {@link leave}. */
  enter(name: string): RenderFunction | undefined {
    const chain = this.#blocks?.get(name);
    if (chain === undefined) return undefined;
    const version = chain.versions[chain.depth];
    chain.depth += 1;
    return version;
  }

  /** The block of {@link enter} is done. */
  leave(name: string): void {
    const chain = this.#blocks?.get(name);
    if (chain !== undefined) chain.depth -= 1;
  }

  /** Starts the version that the current one replaces. */
  superBlock(context: Context, name: string): Rendering {
    return (this.enter(name) ?? nothing)(this, context);
  }

  /** What other tags see as `block`. */
  blockReference(context: Context, name: string): BlockReference {
    return {
      super: () => {
        const output = drive(this.superBlock(context, name));
        if (typeof output === "string") return this.#left(name, output);
        return output.then((text) => this.#left(name, text));
      },
    };
  }

  #left(name: string, output: string): SafeString {
    this.leave(name);
    return new SafeString(output);
  }

  /** Starts another template with the values of the context and `values`; {@link leaveInclude} ends it. */
  include(context: Context, target: unknown, { values, from }: IncludeOptions): Rendering {
    const resolved = this.engine.resolve(absoluteTarget(target, from));
    if (values === undefined) context.pushEmpty();
    else context.update(values);
    return this.#begin(context, resolved);
  }

  /** The template of {@link include} is done. */
  leaveInclude(context: Context): void {
    context.pop();
    context.state = this;
  }

  /** Starts another template with `values` alone. */
  includeOnly(context: Context, target: unknown, { values, from }: IncludeOptions): Rendering {
    const resolved = this.engine.resolve(absoluteTarget(target, from));
    return this.#begin(context.fresh(values), resolved);
  }

  #begin(context: Context, { template, fragment }: ResolvedTemplate): Rendering {
    const state = new RenderState(this.engine, template, this);
    context.state = state;
    announce(template, context, fragment);
    const { root, partials } = template.compiled;
    const render = fragment === undefined ? root : partials.get(fragment);
    return (render ?? nothing)(state, context);
  }
}

/** How another template is included. */
interface IncludeOptions {
  readonly values: ContextData | undefined;
  /** The template that the tag stands in. */
  readonly from: TemplateSource;
}
