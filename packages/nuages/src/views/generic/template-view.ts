import { ImproperlyConfigured } from "../../errors/index.ts";
import type { HttpRequest, HttpResponseBase } from "../../http/index.ts";
import {
  type TemplateChoice,
  TemplateResponse,
  type TemplateResponseOptions,
} from "../template-response.ts";
import { View, type ViewParams } from "./view.ts";
import { viewName } from "./view-name.ts";

/** The values that a template gets. */
export type ViewContext = Record<string, unknown>;

/** The class of responses that {@link TemplateResponseView} makes. */
export type TemplateResponseClass = new (
  request: HttpRequest,
  template: TemplateChoice,
  context?: ViewContext,
  options?: TemplateResponseOptions,
) => HttpResponseBase;

/** A view that renders a template. Django: `TemplateResponseMixin` with `ContextMixin`. */
export abstract class TemplateResponseView extends View {
  templateName: string | null = null;
  /** Name of the template engine, when there are several. */
  templateEngine: string | null = null;
  contentType: string | null = null;
  responseClass: TemplateResponseClass = TemplateResponse;
  /** Values that every page gets. */
  extraContext: Readonly<ViewContext> | null = null;

  /** The values for the template: `values`, `view`, and {@link extraContext}. */
  async getContextData(values: ViewContext = {}): Promise<ViewContext> {
    return { view: this, ...values, ...this.extraContext };
  }

  /**
   * The names of templates, of which the first that exists is taken.
   *
   * @throws ImproperlyConfigured when there is none
   */
  getTemplateNames(): string[] {
    if (this.templateName !== null) return [this.templateName];
    throw new ImproperlyConfigured(`${viewName(this)} has no template.`, {
      hint: "Set templateName, or override getTemplateNames().",
    });
  }

  /** The page; its template is rendered after the view, so that middleware can still change it. */
  async renderToResponse(context: ViewContext): Promise<HttpResponseBase> {
    return new this.responseClass(this.request, this.getTemplateNames(), context, {
      ...(this.templateEngine === null ? {} : { using: this.templateEngine }),
      ...(this.contentType === null ? {} : { contentType: this.contentType }),
    });
  }
}

/**
 * A page from a template; the values of the route are in its context.
 *
 * @example
 * path("about/", TemplateView.asView({ templateName: "about.html" }))
 */
export class TemplateView extends TemplateResponseView {
  async get(_request: HttpRequest, params: ViewParams): Promise<HttpResponseBase> {
    return this.renderToResponse(await this.getContextData({ ...params }));
  }
}
