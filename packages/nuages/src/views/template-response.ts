import { NuagesError } from "../errors/index.ts";
import {
  type Content,
  type HttpRequest,
  HttpResponse,
  type ResponseOptions,
} from "../http/index.ts";
import { getTemplate, type RenderableTemplate, selectTemplate } from "../template/index.ts";

/** The content of a response was used before its template was rendered. Django: `ContentNotRenderedError`. */
export class ContentNotRenderedError extends NuagesError {
  readonly code = "views.content_not_rendered";
}

/** A template, its name, or names of which the first that exists is taken. */
export type TemplateChoice = string | readonly string[] | RenderableTemplate;

/** Called with the response when it was rendered; a response that it gives takes its place. */
export type PostRenderCallback = (
  response: SimpleTemplateResponse,
) => HttpResponse | null | undefined | void;

/** Options of {@link TemplateResponse}. */
export interface TemplateResponseOptions extends ResponseOptions {
  /** Name of the template engine, when there are several. */
  readonly using?: string;
}

/**
 * A response whose template is rendered late, after middleware could change template and context; without
 * a request. Django: `SimpleTemplateResponse`.
 */
export class SimpleTemplateResponse extends HttpResponse {
  templateName: TemplateChoice;
  contextData: Record<string, unknown>;
  readonly using: string | undefined;
  #isRendered = false;
  readonly #callbacks: PostRenderCallback[] = [];

  constructor(
    template: TemplateChoice,
    context: Record<string, unknown> = {},
    { using, ...options }: TemplateResponseOptions = {},
  ) {
    super("", options);
    this.templateName = template;
    this.contextData = context;
    this.using = using;
  }

  /** Whether the content is there. */
  get isRendered(): boolean {
    return this.#isRendered;
  }

  override get content(): Buffer {
    return super.content;
  }

  /** Content that is set takes the place of the template. */
  override set content(content: Content) {
    super.content = content;
    // The base class sets the first, empty content before there is anything to render.
    if (#isRendered in this) this.#isRendered = true;
  }

  /** @internal */
  override get body(): string | Uint8Array {
    if (!this.#isRendered) {
      throw new ContentNotRenderedError(
        "The response content must be rendered before it can be accessed.",
        { hint: "Await response.render() first; the server does so after the view." },
      );
    }
    return super.body;
  }

  /** The template that {@link templateName} means. */
  resolveTemplate(): RenderableTemplate {
    const { templateName: choice, using } = this;
    if (typeof choice === "string") return getTemplate(choice, { using });
    return Array.isArray(choice)
      ? selectTemplate(choice as readonly string[], { using })
      : (choice as RenderableTemplate);
  }

  /** The values for the template. */
  resolveContext(): Record<string, unknown> {
    return this.contextData;
  }

  /** The page, rendered anew each time. */
  async renderedContent(): Promise<string> {
    return this.resolveTemplate().render(this.resolveContext(), { request: this.templateRequest });
  }

  /** The request that context processors get. */
  protected get templateRequest(): HttpRequest | undefined {
    return undefined;
  }

  /** Has something called when the page is rendered; at once when it is. */
  addPostRenderCallback(callback: PostRenderCallback): void {
    if (this.#isRendered) callback(this);
    else this.#callbacks.push(callback);
  }

  /** Renders the page, once; gives this response, or what a callback put in its place. */
  async render(): Promise<HttpResponse> {
    if (this.#isRendered) return this;
    this.content = await this.renderedContent();
    let replacement: HttpResponse | undefined;
    for (const callback of this.#callbacks) replacement = callback(this) ?? replacement;
    return replacement ?? this;
  }
}

/**
 * A response whose template is rendered late, with the context processors for its request.
 *
 * @example
 * return new TemplateResponse(request, "catalog/book.html", { book });
 */
export class TemplateResponse extends SimpleTemplateResponse {
  readonly #request: HttpRequest;

  constructor(
    request: HttpRequest,
    template: TemplateChoice,
    context: Record<string, unknown> = {},
    options: TemplateResponseOptions = {},
  ) {
    super(template, context, options);
    this.#request = request;
  }

  protected override get templateRequest(): HttpRequest {
    return this.#request;
  }
}
