export { csrfFailure } from "./csrf.ts";
export {
  AdminEmailHandler,
  type AdminEmailHandlerOptions,
  type ErrorMail,
} from "./debug/admin-email-handler.ts";
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
export { cacheControl, neverCache, varyOnCookie, varyOnHeaders } from "./decorators/cache.ts";
export { condition, type ConditionOptions, etag, lastModified } from "./decorators/conditional.ts";
export {
  xframeOptionsDeny,
  xframeOptionsExempt,
  xframeOptionsSameorigin,
} from "./decorators/frame-options.ts";
export { requireGET, requireHttpMethods, requirePOST, requireSafe } from "./decorators/http.ts";
export { noAppendSlash } from "./decorators/marks.ts";
export { sensitivePostParameters } from "./decorators/sensitive.ts";
export { keepMarks, type ViewDecorator, type ViewFunction } from "./decorators/wrap.ts";
export { badRequest, pageNotFound, permissionDenied, serverError } from "./defaults.ts";
export {
  ArchiveIndexView,
  DayArchiveView,
  MonthArchiveView,
  TodayArchiveView,
  WeekArchiveView,
  YearArchiveView,
} from "./generic/dates/archive-views.ts";
export { DateDetailView } from "./generic/dates/date-detail-view.ts";
export { type DatedItems, DateListView, type DateRange } from "./generic/dates/date-list-view.ts";
export { DetailView } from "./generic/detail-view.ts";
export { FormView } from "./generic/form-view.ts";
export { ListView, type PaginatedQueryset } from "./generic/list-view.ts";
export { CreateView, DeleteView, UpdateView } from "./generic/model-form-views.ts";
export type { ViewModel } from "./generic/model-source.ts";
export { RedirectView } from "./generic/redirect-view.ts";
export {
  type TemplateResponseClass,
  TemplateResponseView,
  TemplateView,
  type ViewContext,
} from "./generic/template-view.ts";
export { type ClassView, type MethodHandler, View, type ViewParams } from "./generic/view.ts";
export type {
  FormClass,
  ModelFormOptions,
  SavingForm,
  ViewForm,
  ViewFormOptions,
} from "./generic/view-form.ts";
export { isLoggedIn } from "./login/is-logged-in.ts";
export { loginNotRequired, loginRequired } from "./login/decorators.ts";
export { LoginRequired, type LoginRequiredView } from "./login/login-required.ts";
export {
  type LoginOptions,
  redirectToLogin,
  redirectVisitorToLogin,
} from "./login/redirect-to-login.ts";
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
  redirect,
  type RedirectTarget,
  type RedirectToOptions,
  render,
  type RenderOptions,
  resolveUrl,
  type RowSource,
} from "./shortcuts.ts";
export {
  ContentNotRenderedError,
  type PostRenderCallback,
  SimpleTemplateResponse,
  type TemplateChoice,
  TemplateResponse,
  type TemplateResponseOptions,
} from "./template-response.ts";
export {
  safeSegments,
  serve,
  type ServeOptions,
  staticPatterns,
  type StaticPatternsOptions,
} from "./static.ts";
