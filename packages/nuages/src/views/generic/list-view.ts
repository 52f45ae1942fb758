import { ImproperlyConfigured } from "../../errors/index.ts";
import { Http404, type HttpRequest, type HttpResponseBase } from "../../http/index.ts";
import { gettext, interpolate } from "../../i18n/index.ts";
import type { QuerySet } from "../../db/index.ts";
import { InvalidPage } from "../pagination/errors.ts";
import type { Page } from "../pagination/page.ts";
import { type Paginated, Paginator, type PaginatorOptions } from "../pagination/paginator.ts";
import { checkQueryset, modelNames, querysetOf, type ViewModel } from "./model-source.ts";
import { TemplateResponseView, type ViewContext } from "./template-view.ts";
import { viewName } from "./view-name.ts";

type PaginatorClass = new <Row>(
  rows: Paginated<Row>,
  perPage: number,
  options?: PaginatorOptions,
) => Paginator<Row>;

/** What {@link ListView.paginateQueryset} gives. */
export interface PaginatedQueryset<Row> {
  readonly paginator: Paginator<Row>;
  readonly page: Page<Row>;
}

/**
 * The rows of a model as a page, or as several. The context has `object_list`, `<model>_list`,
 * `is_paginated`, `page_obj` and `paginator`; the template is `<app>/<model>_list.html`.
 *
 * @example
 * class BookList extends ListView<Book> {
 *   override model = Book;
 *   override paginateBy = 20;
 *   override getQueryset() { return super.getQueryset().selectRelated("author"); }
 * }
 */
export class ListView<Row extends object = object> extends TemplateResponseView {
  model: ViewModel<Row> | null = null;
  queryset: QuerySet<Row> | null = null;
  /** Order of the rows. */
  ordering: string | readonly string[] | null = null;
  /** Rows on a page; `null` shows all on one. */
  paginateBy: number | null = null;
  paginateOrphans = 0;
  paginatorClass: PaginatorClass = Paginator;
  /** Name of the page's number in the route or the query. */
  pageKwarg = "page";
  /** Whether a list without rows is a page; otherwise it is 404. */
  allowEmpty = true;
  /** Name of the rows in the context, besides `object_list`. */
  contextObjectName: string | null = null;
  templateNameSuffix = "_list";
  /** The rows; set before the context is made. */
  declare objectList: QuerySet<Row>;

  /** The rows. A queryset is lazy: the method must not be `async`. */
  getQueryset(): QuerySet<Row> {
    const rows = querysetOf<Row>(this, this);
    const ordering = this.getOrdering();
    if (ordering === null) return rows;
    const names = typeof ordering === "string" ? [ordering] : ordering;
    return (rows as unknown as { orderBy(...names: string[]): QuerySet<Row> }).orderBy(...names);
  }

  getOrdering(): string | readonly string[] | null {
    return this.ordering;
  }

  getPaginateBy(): number | null {
    return this.paginateBy;
  }

  getPaginateOrphans(): number {
    return this.paginateOrphans;
  }

  getAllowEmpty(): boolean {
    return this.allowEmpty;
  }

  getPaginator(rows: QuerySet<Row>, perPage: number): Paginator<Row> {
    return new this.paginatorClass<Row>(rows, perPage, {
      orphans: this.getPaginateOrphans(),
      allowEmptyFirstPage: this.getAllowEmpty(),
    });
  }

  /**
   * The page that the visitor asked for; `last` is the last.
   *
   * @throws Http404 when there is no such page
   */
  async paginateQueryset(rows: QuerySet<Row>, perPage: number): Promise<PaginatedQueryset<Row>> {
    const paginator = this.getPaginator(rows, perPage);
    const asked = this.params[this.pageKwarg] ?? (this.request.GET.get(this.pageKwarg) || 1);
    const number = asked === "last" ? await paginator.numPages : asked;
    try {
      return { paginator, page: await paginator.page(number) };
    } catch (error) {
      if (!(error instanceof InvalidPage)) throw error;
      throw new Http404(
        interpolate(gettext("Invalid page (%(page_number)s): %(message)s"), {
          page_number: String(asked),
          message: error.message,
        }),
      );
    }
  }

  /** Name of the rows in the context: {@link contextObjectName}, else `<model>_list`. */
  getContextObjectName(rows: QuerySet<Row>): string | null {
    const names = modelNames(rows) ?? modelNames(this.model);
    return this.contextObjectName ?? (names === undefined ? null : `${names.modelName}_list`);
  }

  override async getContextData(values: ViewContext = {}): Promise<ViewContext> {
    const perPage = this.getPaginateBy();
    const rows = this.objectList;
    const context: ViewContext = {
      paginator: null,
      page_obj: null,
      is_paginated: false,
      object_list: rows,
    };
    if (perPage !== null) {
      const { paginator, page } = await this.paginateQueryset(rows, perPage);
      context["paginator"] = paginator;
      context["page_obj"] = page;
      context["is_paginated"] = page.hasOtherPages();
      context["object_list"] = page.objectList;
    }
    const name = this.getContextObjectName(rows);
    if (name !== null) context[name] = context["object_list"];
    return super.getContextData({ ...context, ...values });
  }

  override getTemplateNames(): string[] {
    const names = modelNames(this.objectList) ?? modelNames(this.model);
    const own = this.templateName === null ? [] : [this.templateName];
    if (names === undefined && own.length === 0) return super.getTemplateNames();
    const usual =
      names === undefined
        ? []
        : [`${names.appLabel}/${names.modelName}${this.templateNameSuffix}.html`];
    return [...own, ...usual];
  }

  async get(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    this.objectList = checkQueryset(this, this.getQueryset());
    if (!this.getAllowEmpty() && this.getPaginateBy() === null) await this.#refuseEmpty();
    return this.renderToResponse(await this.getContextData());
  }

  async #refuseEmpty(): Promise<void> {
    const rows = this.objectList as unknown as { exists?(): PromiseLike<boolean> };
    if (rows.exists === undefined) {
      throw new ImproperlyConfigured(`${viewName(this)}.getQueryset() gave no queryset.`);
    }
    if (await rows.exists()) return;
    throw new Http404(
      interpolate(gettext("Empty list and “%(class_name)s.allow_empty” is False."), {
        class_name: viewName(this),
      }),
    );
  }
}
