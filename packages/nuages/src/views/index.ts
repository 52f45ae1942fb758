export { ExceptionReporter, getReporter, type ReporterClass } from "./debug/exception-reporter.ts";
export { SafeExceptionReporterFilter } from "./debug/exception-reporter-filter.ts";
export type {
  ReportData,
  ReportError,
  ReportFrame,
  ReportRequest,
  ReportTable,
} from "./debug/report-data.ts";
export {
  technical404Response,
  technical500Response,
  type Technical500Options,
} from "./debug/technical-response.ts";
export {
  requireGET,
  requireHttpMethods,
  requirePOST,
  requireSafe,
  type ViewFunction,
} from "./decorators/http.ts";
export { sensitivePostParameters } from "./decorators/sensitive.ts";
export { badRequest, pageNotFound, permissionDenied, serverError } from "./defaults.ts";
export { DetailView } from "./generic/detail-view.ts";
export { ListView, type PaginatedQueryset } from "./generic/list-view.ts";
export type { ViewModel } from "./generic/model-source.ts";
export { RedirectView } from "./generic/redirect-view.ts";
export { TemplateResponseView, TemplateView, type ViewContext } from "./generic/template-view.ts";
export { type ClassView, type MethodHandler, View, type ViewParams } from "./generic/view.ts";
export { EmptyPage, InvalidPage, PageNotAnInteger } from "./pagination/errors.ts";
export { Page } from "./pagination/page.ts";
export {
  type ElidedRangeOptions,
  type Paginated,
  Paginator,
  type PaginatorMessages,
  type PaginatorOptions,
  type PageSource,
} from "./pagination/paginator.ts";
export {
  getListOr404,
  getObjectOr404,
  type ListSource,
  type ModelSource,
  type ObjectSource,
  redirect,
  type RedirectTarget,
  type RedirectToOptions,
  render,
  type RenderOptions,
  resolveUrl,
} from "./shortcuts.ts";
export { safeSegments, serve, type ServeOptions } from "./static.ts";
