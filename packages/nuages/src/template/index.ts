import "./checks.ts";

export {
  type EngineChoice,
  engines,
  getTemplate,
  type RenderableTemplate,
  renderToString,
  type RenderToStringOptions,
  selectTemplate,
  type TemplateBackend,
  type TemplateBackendClass,
} from "./backends.ts";
export {
  type ContextProcessor,
  csrf,
  debug,
  i18n,
  media,
  registerCsrfTokenSource,
  request,
  staticUrl,
  tz,
} from "./context-processors.ts";
export { Context, type ContextData, type ContextOptions } from "./context.ts";
export { Engine, type EngineOptions, TemplateFragment } from "./engine.ts";
export {
  ContextPopError,
  TemplateDoesNotExist,
  type TemplateFrame,
  templateFrames,
  TemplateNeedsAwait,
  TemplateRecursionError,
  TemplateSyntaxError,
  TemplateValueError,
  type TriedOrigin,
  VariableDoesNotExist,
} from "./errors.ts";
export { floatformat } from "./filters/number-filters.ts";
export {
  addFormTemplates,
  BuiltinFormRenderer,
  FormRenderer,
  type FormRendererClass,
  getDefaultFormRenderer,
  TemplatesFormRenderer,
} from "./form-renderer.ts";
export { Library, type TagCompiler } from "./library.ts";
export { AppDirectoriesLoader } from "./loaders/app-directories-loader.ts";
export { CachedLoader } from "./loaders/cached-loader.ts";
export { FilesystemLoader } from "./loaders/filesystem-loader.ts";
export { SourceLoader, type TemplateLoader } from "./loaders/loader.ts";
export { MemoryLoader } from "./loaders/memory-loader.ts";
export { Node, NodeList } from "./nodes/node.ts";
export { Template } from "./template.ts";
export {
  type FilterDefinition,
  type FilterEnvironment,
  type FilterFunction,
  type FilterOptions,
} from "./filter-definition.ts";
export {
  registerStaticUrlSource,
  staticFileUrl,
  type StaticUrlSource,
} from "./libraries/static.ts";
export { type LoadedTemplate } from "./loaders/loader.ts";
export { FilterExpression } from "./nodes/filter-expression.ts";
export { type Origin, type SourceLine } from "./source.ts";
export { Token } from "./syntax/lexer.ts";
export { Parser } from "./syntax/parser.ts";
export { type TemplatePayload, templateRendering, templateSpan } from "./runtime/watch.ts";
