export { ServerStartError } from "./errors.ts";
export { fetchHandler, type FetchHandler } from "./fetch-handler.ts";
export { getHandler, type Handler } from "./handler.ts";
export { nodeListener, type NodeListener, type NodeListenerOptions } from "./node-listener.ts";
export { type RunningServer, serve, type ServeOptions } from "./serve.ts";
export { requestSpan, type RequestSpanPayload, viewSpan, type ViewSpanPayload } from "./spans.ts";
export { withStaticFiles } from "./static-files.ts";
