import type { HttpRequest } from "../http/index.ts";
import { InternalError } from "../errors/index.ts";
import { CodeWriter } from "./compiler/code-writer.ts";
import { evaluate } from "./compiler/render-nodes.ts";
import { Context, type ContextData } from "./context.ts";
import type { Engine } from "./engine.ts";
import { TemplateNeedsAwait } from "./errors.ts";
import type { NodeList } from "./nodes/node.ts";
import { type RenderFunction, RenderState } from "./runtime/render-state.ts";
import { drive, type Rendering } from "./runtime/thenable.ts";
import { announce, templateSpan } from "./runtime/watch.ts";
import { type Origin, TemplateSource } from "./source.ts";
import { tokenize } from "./syntax/lexer.ts";
import { Parser } from "./syntax/parser.ts";
import { type BlockNode, blocksOf } from "./tags/block.ts";
import { checkPartialNames, type PartialNode, partialsOf } from "./tags/partial.ts";

/** How {@link Template.render} gets its values. */
export interface RenderOptions {
  /** The request that is answered: context processors add their values for it. */
  readonly request?: HttpRequest | undefined;
}

/** A template as functions. */
interface CompiledTemplate {
  readonly root: RenderFunction;
  readonly blocks: ReadonlyMap<string, RenderFunction>;
  readonly partials: ReadonlyMap<string, RenderFunction>;
}

/** What an engine makes a template of. */
export interface TemplateOptions {
  readonly origin?: Origin;
}

const unknownOrigin: Origin = { name: "<unknown source>", templateName: undefined };

/**
 * A template, parsed and ready to render. Engines make and keep them: `engine.getTemplate()`,
 * `engine.fromString()`. Django: `Template`.
 */
export class Template {
  readonly engine: Engine;
  readonly origin: Origin;
  /** The name by which it was found; `undefined` for a text. */
  readonly name: string | undefined;
  readonly nodes: NodeList;
  readonly #source: TemplateSource;
  readonly #blocks: ReadonlyMap<string, BlockNode>;
  readonly #partials: ReadonlyMap<string, PartialNode>;
  #compiled: CompiledTemplate | undefined;

  /** @throws TemplateSyntaxError at the first mistake. */
  constructor(text: string, engine: Engine, { origin = unknownOrigin }: TemplateOptions = {}) {
    this.engine = engine;
    this.origin = origin;
    this.name = origin.templateName;
    this.#source = new TemplateSource(text, origin);
    const parser = new Parser(tokenize(text), {
      source: this.#source,
      builtins: engine.builtins,
      libraries: engine.libraries,
    });
    this.nodes = parser.parse();
    checkPartialNames(parser);
    this.#blocks = blocksOf(parser);
    this.#partials = partialsOf(parser);
  }

  /** The text of the template. */
  get source(): string {
    return this.#source.text;
  }

  /** Names of the fragments that `{% partialdef %}` defines. */
  get partialNames(): string[] {
    return [...this.#partials.keys()];
  }

  /**
   * The output for the values of `data`. What must be awaited, is: promises, relations, querysets.
   *
   * @throws TemplateDoesNotExist when it includes or extends a template that is not there.
   */
  async render(data: ContextData | Context = {}, { request }: RenderOptions = {}): Promise<string> {
    const context =
      request === undefined && !(data instanceof Context)
        ? this.engine.contextOf(data)
        : await this.engine.contextFor(data, request);
    return this.#watched(context, undefined, () =>
      data instanceof Context ? this.#startWithin(context) : this.#start(context),
    );
  }

  /**
   * {@link render} without waiting.
   *
   * @throws TemplateNeedsAwait when a value must be awaited.
   */
  renderSync(data: ContextData | Context = {}): string {
    const rendering =
      data instanceof Context ? this.#startWithin(data) : this.#start(this.engine.contextOf(data));
    const step = rendering.next();
    if (step.done !== true) throw new TemplateNeedsAwait(this.name ?? this.origin.name);
    return step.value;
  }

  /** {@link render} for one fragment alone. @internal */
  async renderFragment(context: Context, fragment: string): Promise<string> {
    return this.#watched(context, fragment, () => this.#startWithin(context, fragment));
  }

  async #watched(
    context: Context,
    fragment: string | undefined,
    start: () => Rendering,
  ): Promise<string> {
    if (!templateSpan.hasSubscribers) return drive(start());
    const payload = { template: this, context, fragment };
    return templateSpan.run(payload, async () => drive(start()));
  }

  #start(context: Context, fragment?: string): Rendering {
    const { root, partials } = this.compiled;
    const render = fragment === undefined ? root : partials.get(fragment);
    if (render === undefined) throw new InternalError("a fragment is missing");
    context.state = new RenderState(this.engine, this, context.state);
    announce(this, context, fragment);
    return render(context.state, context);
  }

  /** For a context that goes on after it: that of the caller, or of the tag that renders this. */
  *#startWithin(context: Context, fragment?: string): Rendering {
    const outer = context.state;
    try {
      return yield* this.#start(context, fragment);
    } finally {
      context.state = outer;
    }
  }

  /** @internal */
  get compiled(): CompiledTemplate {
    this.#compiled ??= this.#compile();
    return this.#compiled;
  }

  #compile(): CompiledTemplate {
    const writer = new CodeWriter(this.#source);
    const blockNames = [...this.#blocks.keys()];
    const partialNames = [...this.#partials.keys()];
    for (const name of blockNames) writer.reserve("block", name);
    for (const name of partialNames) writer.reserve("partial", name);
    const root = writer.function(this.nodes, () => {
      writer.body(this.nodes);
    });
    const blocks = [...this.#blocks.values()].map((node) => node.emitContents(writer));
    const partials = [...this.#partials.values()].map((node) => node.emitContents(writer));
    const [renderRoot, ...others] = evaluate(writer, [root, ...blocks, ...partials]);
    if (renderRoot === undefined) throw new InternalError("a template gave no function");
    return {
      root: renderRoot,
      blocks: byName(blockNames, others),
      partials: byName(partialNames, others.slice(blockNames.length)),
    };
  }
}

function byName(
  names: readonly string[],
  functions: readonly RenderFunction[],
): Map<string, RenderFunction> {
  const found = new Map<string, RenderFunction>();
  for (const [index, name] of names.entries()) {
    const render = functions[index];
    if (render !== undefined) found.set(name, render);
  }
  return found;
}
