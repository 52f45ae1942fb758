import type { Checked, Conditions } from "../db/index.ts";
import {
  Http404,
  HttpResponse,
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  type HttpRequest,
  type ResponseOptions,
} from "../http/index.ts";
import { renderToString } from "../template/index.ts";
import { LazyUrl, NoReverseMatch, reverseName, type ReverseParams } from "../urls/index.ts";

/** Options of {@link render}. */
export interface RenderOptions extends ResponseOptions {
  /** Name of the template engine, when there are several. */
  readonly using?: string;
}

/**
 * A page made from a template, with the context processors of the settings.
 *
 * @param templateName Name, or names of which the first that exists is taken.
 * @example
 * return render(request, "catalog/book.html", { book });
 */
export async function render(
  request: HttpRequest,
  templateName: string | readonly string[],
  context: object = {},
  { using, ...options }: RenderOptions = {},
): Promise<HttpResponse> {
  const engine = using === undefined ? {} : { using };
  const values = context as Record<string, unknown>;
  const page = await renderToString(templateName, values, { request, ...engine });
  return new HttpResponse(String(page), options);
}

/** Where a redirect can lead: an address, a name, a view, an address that is found later, or an object with one. */
export type RedirectTarget =
  | string
  | LazyUrl
  | URL
  | { getAbsoluteUrl(): string }
  | ((request: HttpRequest, params: never) => unknown);

function hasAbsoluteUrl(target: object): target is { getAbsoluteUrl(): string } {
  return "getAbsoluteUrl" in target && typeof target.getAbsoluteUrl === "function";
}

function addressOf(target: LazyUrl | URL | { getAbsoluteUrl(): string }): string {
  if (hasAbsoluteUrl(target)) return target.getAbsoluteUrl();
  if (target instanceof LazyUrl || target instanceof URL) return String(target);
  throw new TypeError(
    `${(target as object).constructor.name} has no address to redirect to. Give the class a method getAbsoluteUrl().`,
  );
}

/**
 * The address of an object (by its `getAbsoluteUrl()`), of a view or a name, or the address itself.
 * Addresses that begin with `./` or `../` stay as they are. Django: `resolve_url`.
 *
 * @throws NoReverseMatch when it is neither a name nor looks like an address.
 */
export function resolveUrl(target: RedirectTarget, params?: ReverseParams): string {
  if (typeof target === "function") return reverseName(target, params);
  if (typeof target !== "string") return addressOf(target);
  if (target.startsWith("./") || target.startsWith("../")) return target;
  try {
    return reverseName(target, params);
  } catch (error) {
    // Only what looks like an address is one: a misspelt name should say so.
    if (!(error instanceof NoReverseMatch) || !/[/.]/.test(target)) throw error;
    return target;
  }
}

/** Options of {@link redirect}. */
export interface RedirectToOptions extends ResponseOptions {
  /** Values for the name of a pattern. */
  readonly params?: ReverseParams;
  /** Whether the address has moved for good (301). Default: false (302). */
  readonly permanent?: boolean;
  /** Whether the browser repeats method and body (307, 308). Default: false. */
  readonly preserveRequest?: boolean;
}

/**
 * Sends the visitor to another address.
 *
 * @example
 * return redirect(book);
 * return redirect("catalog:book", { params: { id: 3 } });
 */
export function redirect(
  to: RedirectTarget,
  { params, permanent = false, ...options }: RedirectToOptions = {},
): HttpResponse {
  const url = resolveUrl(to, params);
  return permanent
    ? new HttpResponsePermanentRedirect(url, options)
    : new HttpResponseRedirect(url, options);
}

/** A queryset, or a manager: what knows its rows. */
interface Rows {
  readonly "~row": unknown;
}

/** What `getObjectOr404()` looks in: a model, a manager or a queryset. */
export type RowSource = Rows | { readonly objects: Rows };

type RowsOf<Source> = Source extends { readonly objects: infer Manager } ? Manager : Source;
/** The model; a manager has no annotated rows, so its rows tell it. */
type ModelOf<Source> =
  RowsOf<Source> extends { readonly "~model": infer Model } ? Model : RowOf<Source>;
type RowOf<Source> = RowsOf<Source> extends { readonly "~row": infer Row } ? Row : never;

interface Lookups {
  get(filters?: unknown): PromiseLike<unknown>;
  filter(filters?: unknown): PromiseLike<readonly unknown[]>;
}

function lookupsOf(source: RowSource): Lookups {
  return ("objects" in source ? source.objects : source) as unknown as Lookups;
}

function labelOf(source: object): string {
  const model: unknown = "model" in source ? source.model : source;
  const name: unknown = typeof model === "function" ? model.name : undefined;
  return typeof name === "string" && name !== "" ? name : "object";
}

/**
 * The one object that the filters describe; a page that is not there (404) when there is none.
 *
 * @throws Http404 when no row matches; MultipleObjectsReturned when several do
 * @example
 * const book = await getObjectOr404(Book, { pk: id });
 */
export async function getObjectOr404<
  Source extends RowSource,
  const Filters extends Conditions<ModelOf<Source>>,
>(source: Source, filters?: Filters & Checked<ModelOf<Source>, Filters>): Promise<RowOf<Source>> {
  try {
    return (await lookupsOf(source).get(filters ?? {})) as RowOf<Source>;
  } catch (error) {
    if (error instanceof Error && error.name.endsWith("DoesNotExist")) {
      throw new Http404(`No ${labelOf(source)} matches the given query.`);
    }
    throw error;
  }
}

/**
 * The objects that the filters describe.
 *
 * @throws Http404 when there is none
 */
export async function getListOr404<
  Source extends RowSource,
  const Filters extends Conditions<ModelOf<Source>>,
>(source: Source, filters?: Filters & Checked<ModelOf<Source>, Filters>): Promise<RowOf<Source>[]> {
  const rows = await lookupsOf(source).filter(filters ?? {});
  if (rows.length === 0) throw new Http404(`No ${labelOf(source)} matches the given query.`);
  return [...rows] as RowOf<Source>[];
}
