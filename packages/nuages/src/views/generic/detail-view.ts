import { ImproperlyConfigured } from "../../errors/index.ts";
import { Http404, type HttpRequest, type HttpResponseBase } from "../../http/index.ts";
import { gettext, interpolate } from "../../i18n/index.ts";
import type { QuerySet } from "../../db/index.ts";
import { checkQueryset, modelNames, querysetOf, type ViewModel } from "./model-source.ts";
import { TemplateResponseView, type ViewContext } from "./template-view.ts";
import { viewName } from "./view-name.ts";

interface Lookups<Row> {
  get(filters: Readonly<Record<string, unknown>>): PromiseLike<Row>;
}

/**
 * One row of a model as a page, found by `pk` or `slug` of the route. The context has `object` and
 * `<model>`; the template is `<app>/<model>_detail.html`.
 *
 * @example
 * class BookDetail extends DetailView<Book> { override model = Book; }
 * path("book/<int:pk>/", BookDetail.asView(), { name: "book" })
 */
export class DetailView<Row extends object = object> extends TemplateResponseView {
  model: ViewModel<Row> | null = null;
  queryset: QuerySet<Row> | null = null;
  slugField = "slug";
  slugUrlKwarg = "slug";
  pkUrlKwarg = "pk";
  /** Whether the slug must fit too when there is a primary key. */
  queryPkAndSlug = false;
  /** Name of the row in the context, besides `object`. */
  contextObjectName: string | null = null;
  templateNameSuffix = "_detail";
  /** A field of the row that names its template. */
  templateNameField: string | null = null;
  /** The row; set before the context is made. */
  declare object: Row;

  /** Where the row is looked for. A queryset is lazy: the method must not be `async`. */
  getQueryset(): QuerySet<Row> {
    return querysetOf<Row>(this, this);
  }

  getSlugField(): string {
    return this.slugField;
  }

  /**
   * The row that the route names.
   *
   * @throws Http404 when there is none
   */
  async getObject(queryset: QuerySet<Row> = this.getQueryset()): Promise<Row> {
    const rows = checkQueryset(this, queryset) as unknown as Lookups<Row>;
    try {
      return await rows.get(this.#filters());
    } catch (error) {
      if (!(error instanceof Error) || !error.name.endsWith("DoesNotExist")) throw error;
      const names = modelNames(queryset) ?? modelNames(this.model);
      throw new Http404(
        interpolate(gettext("No %(verbose_name)s found matching the query"), {
          verbose_name: names?.modelName ?? "object",
        }),
      );
    }
  }

  #filters(): Record<string, unknown> {
    const pk = this.params[this.pkUrlKwarg];
    const slug = this.params[this.slugUrlKwarg];
    if (pk === undefined && slug === undefined) {
      throw new ImproperlyConfigured(
        `Generic detail view ${viewName(this)} must be called with either an object pk or a slug in the URLconf.`,
        { hint: "Name the parameter of the route pk or slug, or set pkUrlKwarg or slugUrlKwarg." },
      );
    }
    const filters: Record<string, unknown> = {};
    if (pk !== undefined) filters["pk"] = pk;
    if (slug !== undefined && (pk === undefined || this.queryPkAndSlug)) {
      filters[this.getSlugField()] = slug;
    }
    return filters;
  }

  /** Name of the row in the context: {@link contextObjectName}, else the model's. */
  getContextObjectName(row: Row): string | null {
    return this.contextObjectName ?? modelNames(row)?.modelName ?? null;
  }

  override async getContextData(values: ViewContext = {}): Promise<ViewContext> {
    const context: ViewContext = { object: this.object };
    const name = this.getContextObjectName(this.object);
    if (name !== null) context[name] = this.object;
    return super.getContextData({ ...context, ...values });
  }

  override getTemplateNames(): string[] {
    if (this.templateName !== null) return [this.templateName];
    const names = modelNames(this.object) ?? modelNames(this.model);
    const field: unknown =
      this.templateNameField === null
        ? undefined
        : (this.object as Record<string, unknown>)[this.templateNameField];
    const own = typeof field === "string" && field !== "" ? [field] : [];
    if (names === undefined) return own.length > 0 ? own : super.getTemplateNames();
    return [...own, `${names.appLabel}/${names.modelName}${this.templateNameSuffix}.html`];
  }

  async get(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return this.renderToResponse(await this.getContextData());
  }
}
