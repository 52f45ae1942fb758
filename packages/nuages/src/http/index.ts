export { getConditionalResponse, setResponseEtag, type Validators } from "./conditional.ts";
export {
  Cookie,
  cookieFromHeader,
  type CookieOptions,
  parseCookie,
  type SameSite,
} from "./cookies.ts";
export {
  BadHeaderError,
  BadRequest,
  CookieError,
  DisallowedHost,
  DisallowedRedirect,
  Http404,
  ImmutableQueryDict,
  MissingCookie,
  MiddlewareNotUsed,
  NoResponse,
  RawPostDataException,
  RequestDataTooBig,
  ResponseMisuse,
  TooManyFieldsSent,
  TooManyFilesSent,
  UnreadablePostError,
  UploadHandlersInUse,
} from "./errors.ts";
export {
  EventStreamResponse,
  type EventStreamOptions,
  formatEvent,
  type ServerSentEvent,
} from "./event-stream-response.ts";
export { type FileContent, FileResponse, type FileResponseOptions } from "./file-response.ts";
export { type HeaderInput, type HeaderValue, RequestHeaders, ResponseHeaders } from "./headers.ts";
export { splitDomainPort, validateHost } from "./host.ts";
export { type JsonEncoder, JsonResponse, type JsonResponseOptions } from "./json-response.ts";
export { escapeForLog, logResponse, type LogResponseOptions } from "./log-response.ts";
export { getLanguageFromRequest, type LanguageFromRequestOptions } from "./language.ts";
export { MediaType } from "./media-type.ts";
export type {
  AnyView,
  GetResponse,
  HookResult,
  MaybeResponse,
  Middleware,
  MiddlewareClass,
  MiddlewareFunction,
  MiddlewareObject,
} from "./middleware.ts";
export { onceThere } from "./middleware.ts";
export { QueryDict, type QueryDictOptions } from "./query-dict.ts";
export {
  HttpResponsePermanentRedirect,
  HttpResponseRedirect,
  HttpResponseRedirectBase,
  type RedirectOptions,
} from "./redirect.ts";
export {
  type FullPathOptions,
  HttpRequest,
  type RequestExtras,
  type RequestMatch,
  type RequestMeta,
  type SignedCookieOptions,
} from "./request.ts";
export { applyRange } from "./ranges.ts";
export type { RequestSource } from "./request-source.ts";
export type { RequestUser } from "./request-user.ts";
export { HttpResponseBase, type ResponseOptions } from "./response-base.ts";
export {
  type Content,
  type ContentPart,
  HttpResponse,
  HttpResponseBadRequest,
  HttpResponseForbidden,
  HttpResponseGone,
  HttpResponseNotAllowed,
  HttpResponseNotFound,
  HttpResponseNotModified,
  HttpResponseServerError,
} from "./response.ts";
export { responseFromWeb } from "./response-from-web.ts";
export { gotRequestException, requestFinished, requestStarted } from "./signals.ts";
export {
  type StreamContent,
  StreamingHttpResponse,
  type StreamPart,
} from "./streaming-response.ts";
export { MultiPartParserError } from "./uploads/multipart-parser.ts";
export {
  FileUploadHandler,
  type FormInfo,
  MemoryFileUploadHandler,
  type ParsedForm,
  SkipFile,
  StopFutureHandlers,
  StopUpload,
  TemporaryFileUploadHandler,
  type UploadHandlerClass,
  type UploadInfo,
} from "./uploads/upload-handler.ts";
export {
  InMemoryUploadedFile,
  SimpleUploadedFile,
  SuspiciousFileName,
  TemporaryUploadedFile,
  UploadedFile,
  type UploadFacts,
} from "./uploads/uploaded-file.ts";
