export { Client, type ClientOptions, type ClientRequestOptions } from "./client.ts";
export { encodeMultipart, MULTIPART_CONTENT } from "./encode-multipart.ts";
export { setupTestEnvironment } from "./environment.ts";
export { RedirectCycleError } from "./errors.ts";
export { type RequestData, RequestFactory, type RequestOptions } from "./request-factory.ts";
export { type RedirectStep, TestResponse } from "./test-response.ts";
