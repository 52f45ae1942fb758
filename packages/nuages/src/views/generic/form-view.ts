import { ImproperlyConfigured } from "../../errors/index.ts";
import { type HttpRequest, type HttpResponseBase, HttpResponseRedirect } from "../../http/index.ts";
import type { LazyUrl } from "../../urls/index.ts";
import { TemplateResponseView, type ViewContext } from "./template-view.ts";
import type { FormClass, ViewForm, ViewFormOptions } from "./view-form.ts";
import { viewName } from "./view-name.ts";

/**
 * A page with a form: shown for GET, checked for POST and PUT. A form that is right leads on to
 * {@link successUrl}, a wrong one is shown again. The context has `form`. Django: `FormView`, with
 * `FormMixin` and `ProcessFormView`.
 *
 * @example
 * class Contact extends FormView<ContactForm> {
 *   override formClass = ContactForm;
 *   override templateName = "contact.html";
 *   override successUrl = "/thanks/";
 *   override async formValid(form: ContactForm) {
 *     await form.sendMail();
 *     return super.formValid(form);
 *   }
 * }
 */
export class FormView<
  Form extends ViewForm = ViewForm,
  Options extends ViewFormOptions = ViewFormOptions,
> extends TemplateResponseView {
  /** Values that the form shows first. */
  initial: Readonly<Record<string, unknown>> = {};
  /** Before the names of fields, where a page has several forms. */
  prefix: string | null = null;
  formClass: FormClass<Form, Options> | null = null;
  /** Where to go when the form was right; `reverseLazy()` names a pattern. */
  successUrl: string | LazyUrl | null = null;

  /** A copy of {@link initial}, which each request may change. */
  getInitial(): Record<string, unknown> {
    return { ...this.initial };
  }

  getPrefix(): string | null {
    return this.prefix;
  }

  /** @throws ImproperlyConfigured when the view has no class of forms */
  getFormClass(): FormClass<Form, Options> {
    if (this.formClass !== null) return this.formClass;
    throw new ImproperlyConfigured(`${viewName(this)} has no form.`, {
      hint: "Set formClass, or override getFormClass().",
    });
  }

  /** What the form gets: what the visitor sent with POST and PUT, and first values. Django: `get_form_kwargs`. */
  async getFormOptions(): Promise<Options> {
    const { method } = this.request;
    const shared: ViewFormOptions = { initial: this.getInitial(), prefix: this.getPrefix() };
    if (method !== "POST" && method !== "PUT") return shared as Options;
    const [data, files] = [await this.request.POST, await this.request.FILES];
    return { ...shared, data, files } as ViewFormOptions as Options;
  }

  async getForm(formClass: FormClass<Form, Options> = this.getFormClass()): Promise<Form> {
    return new formClass(await this.getFormOptions());
  }

  /** @throws ImproperlyConfigured when the view has no address to go on to */
  getSuccessUrl(): string {
    if (this.successUrl !== null) return String(this.successUrl);
    throw new ImproperlyConfigured(`${viewName(this)} has no URL to redirect to.`, {
      hint: "Set successUrl, or override getSuccessUrl().",
    });
  }

  /** The answer to a form that is right: on to {@link getSuccessUrl}. */
  async formValid(_form: Form): Promise<HttpResponseBase> {
    return new HttpResponseRedirect(this.getSuccessUrl());
  }

  /** The answer to a form that is wrong: the page with the form and its errors. */
  async formInvalid(form: Form): Promise<HttpResponseBase> {
    return this.renderToResponse(await this.getContextData({ form }));
  }

  override async getContextData(values: ViewContext = {}): Promise<ViewContext> {
    const form = "form" in values ? values["form"] : await this.getForm();
    return super.getContextData({ ...values, form });
  }

  async get(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    return this.renderToResponse(await this.getContextData());
  }

  async post(_request: HttpRequest, _params: unknown): Promise<HttpResponseBase> {
    const form = await this.getForm();
    return (await form.isValid()) ? this.formValid(form) : this.formInvalid(form);
  }

  put(request: HttpRequest, params: unknown): Promise<HttpResponseBase> {
    return this.post(request, params);
  }
}
