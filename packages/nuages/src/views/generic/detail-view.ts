import type { QuerySet } from "../../db/index.ts";
import type { HttpRequest, HttpResponseBase } from "../../http/index.ts";
import { modelNames, querysetOf, type ViewModel } from "./model-source.ts";
import { findObject, objectContext, objectTemplates } from "./single-object.ts";
import { TemplateResponseView, type ViewContext } from "./template-view.ts";

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
    return findObject(this, queryset);
  }

  /** Name of the row in the context: {@link contextObjectName}, else the model's. */
  getContextObjectName(row: Row): string | null {
    return this.contextObjectName ?? modelNames(row)?.modelName ?? null;
  }

  override async getContextData(values: ViewContext = {}): Promise<ViewContext> {
    const own = objectContext(this.object, this.getContextObjectName(this.object));
    return super.getContextData({ ...own, ...values });
  }

  override getTemplateNames(): string[] {
    return objectTemplates(this, this.object) ?? super.getTemplateNames();
  }

  async get(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return this.renderToResponse(await this.getContextData());
  }
}
