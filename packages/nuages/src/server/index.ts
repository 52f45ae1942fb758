export { ServerStartError } from "./errors.ts";
export { fetchHandler, type FetchHandler, type FetchHandlerOptions } from "./fetch-handler.ts";
export { getHandler, type Handler, loadHandler } from "./handler.ts";
export { type HealthOptions } from "./health.ts";
export { nodeListener, type NodeListener, type NodeListenerOptions } from "./node-listener.ts";
export { type CloseOptions, type RunningServer, serve, type ServeOptions } from "./serve.ts";
export { requestSpan, type RequestSpanPayload, viewSpan, type ViewSpanPayload } from "./spans.ts";
export { withStaticFiles } from "./static-files.ts";
