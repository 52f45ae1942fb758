import type { QuerySet } from "../../db/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { type HttpRequest, type HttpResponseBase, HttpResponseRedirect } from "../../http/index.ts";
import { FormView } from "./form-view.ts";
import { modelNames, querysetOf, type ViewModel } from "./model-source.ts";
import { findObject, objectContext, objectTemplates } from "./single-object.ts";
import type { ViewContext } from "./template-view.ts";
import type { ModelFormOptions, SavingForm, ViewForm, ViewFormOptions } from "./view-form.ts";
import { viewName } from "./view-name.ts";

/** `{id}` in an address stands for a field of the row. */
function fillIn(url: string, row: object): string {
  const values = row as Readonly<Record<string, unknown>>;
  return url.replaceAll(/\{(\w+)\}/g, (all, name: string) =>
    name in row ? encodeURIComponent(String(values[name])) : all,
  );
}

/** What views share that make, change or delete one row with a form. Django: `SingleObjectMixin` with `FormMixin`. */
abstract class RowFormView<
  Row extends object,
  Form extends ViewForm,
  Options extends ViewFormOptions,
> extends FormView<Form, Options> {
  model: ViewModel<Row> | null = null;
  queryset: QuerySet<Row> | null = null;
  slugField = "slug";
  slugUrlKwarg = "slug";
  pkUrlKwarg = "pk";
  /** Whether the slug must fit too when there is a primary key. */
  queryPkAndSlug = false;
  /** Name of the row in the context, besides `object`. */
  contextObjectName: string | null = null;
  templateNameSuffix = "_form";
  /** A field of the row that names its template. */
  templateNameField: string | null = null;
  /** The row; `null` while there is none. */
  object: Row | null = null;

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
    const { object } = this;
    const own = object === null ? {} : objectContext(object, this.getContextObjectName(object));
    return super.getContextData({ ...own, ...values });
  }

  override getTemplateNames(): string[] {
    return objectTemplates(this, this.object) ?? super.getTemplateNames();
  }
}

/** What {@link CreateView} and {@link UpdateView} share. Django: `ModelFormMixin`. */
abstract class SavingView<Row extends object, Form extends SavingForm<Row>> extends RowFormView<
  Row,
  Form,
  ModelFormOptions<Row>
> {
  override async getFormOptions(): Promise<ModelFormOptions<Row>> {
    return { ...(await super.getFormOptions()), instance: this.object };
  }

  /**
   * {@link successUrl}, in which `{id}` stands for a field of the row; else the row's `getAbsoluteUrl()`.
   *
   * @throws ImproperlyConfigured when there is neither
   */
  override getSuccessUrl(): string {
    const row = this.object;
    if (this.successUrl !== null) {
      return row === null ? String(this.successUrl) : fillIn(String(this.successUrl), row);
    }
    const { getAbsoluteUrl } = (row ?? {}) as { getAbsoluteUrl?: () => string };
    if (typeof getAbsoluteUrl === "function") return getAbsoluteUrl.call(row);
    throw new ImproperlyConfigured(`${viewName(this)} has no URL to redirect to.`, {
      hint: "Set successUrl, or give the model a method getAbsoluteUrl().",
    });
  }

  override async formValid(form: Form): Promise<HttpResponseBase> {
    this.object = await form.save();
    return super.formValid(form);
  }
}

/**
 * A page whose form makes a row. The template is `<app>/<model>_form.html`.
 *
 * @example
 * class AddBook extends CreateView<Book, BookForm> {
 *   override model = Book;
 *   override formClass = BookForm;
 * }
 */
export class CreateView<Row extends object, Form extends SavingForm<Row>> extends SavingView<
  Row,
  Form
> {}

/** A page whose form changes the row that the route names. The template is `<app>/<model>_form.html`. */
export class UpdateView<Row extends object, Form extends SavingForm<Row>> extends SavingView<
  Row,
  Form
> {
  override async get(request: HttpRequest, params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return super.get(request, params);
  }

  override async post(request: HttpRequest, params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return super.post(request, params);
  }
}

interface Deletable {
  delete(): Promise<unknown>;
}

/** A form without fields: nothing can be wrong with it. */
class ConfirmationForm implements ViewForm {
  isValid(): boolean {
    return true;
  }
}

/**
 * Asks before the row that the route names is deleted: GET shows `<app>/<model>_confirm_delete.html`, POST
 * and DELETE delete. The address to go on to may hold fields of the row: `/list/{ownerId}/`.
 *
 * @example
 * class DeleteBook extends DeleteView<Book> {
 *   override model = Book;
 *   override successUrl = reverseLazy("books");
 * }
 */
export class DeleteView<Row extends object, Form extends ViewForm = ViewForm> extends RowFormView<
  Row,
  Form,
  ViewFormOptions
> {
  override templateNameSuffix = "_confirm_delete";

  override getFormClass(): new (options: ViewFormOptions) => Form {
    return (
      this.formClass ?? (ConfirmationForm as unknown as new (options: ViewFormOptions) => Form)
    );
  }

  override getSuccessUrl(): string {
    const url = super.getSuccessUrl();
    return this.object === null ? url : fillIn(url, this.object);
  }

  override async get(request: HttpRequest, params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return super.get(request, params);
  }

  override async post(request: HttpRequest, params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return super.post(request, params);
  }

  async delete(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    this.object = await this.getObject();
    return this.#deleteRow(this.object);
  }

  override async formValid(_form: Form): Promise<HttpResponseBase> {
    return this.#deleteRow(this.object ?? (await this.getObject()));
  }

  async #deleteRow(row: Row): Promise<HttpResponseBase> {
    // Its fields may be gone afterwards.
    const url = this.getSuccessUrl();
    await (row as unknown as Deletable).delete();
    return new HttpResponseRedirect(url);
  }
}
