import { registerDateFilters } from "./filters/date-filters.ts";
import { registerHtmlFilters } from "./filters/html-filters.ts";
import { registerListFilters } from "./filters/list-filters.ts";
import { registerLogicFilters } from "./filters/logic-filters.ts";
import { registerNumberFilters } from "./filters/number-filters.ts";
import { registerTextFilters } from "./filters/text-filters.ts";
import { Library } from "./library.ts";
import { cacheLibrary } from "./libraries/cache.ts";
import { i18nLibrary } from "./libraries/i18n.ts";
import { l10nLibrary } from "./libraries/l10n.ts";
import { staticLibrary } from "./libraries/static.ts";
import { tzLibrary } from "./libraries/tz.ts";
import { compileAutoescape } from "./tags/autoescape.ts";
import { compileBlock } from "./tags/block.ts";
import { compileCycle, compileResetCycle } from "./tags/cycle.ts";
import { compileFor } from "./tags/for.ts";
import { compileIf } from "./tags/if.ts";
import { compileIfChanged } from "./tags/ifchanged.ts";
import { compileExtends, compileInclude } from "./tags/inheritance.ts";
import { compileLoad } from "./tags/load.ts";
import { compilePartial, compilePartialDef } from "./tags/partial.ts";
import { querystring } from "./tags/querystring.ts";
import {
  compileComment,
  compileSpaceless,
  compileTemplateTag,
  compileVerbatim,
} from "./tags/text-tags.ts";
import { compileUrl } from "./tags/url.ts";
import {
  compileCsrfToken,
  compileDebug,
  compileFilterTag,
  compileFirstOf,
  compileLorem,
  compileNow,
  compileRegroup,
  compileWidthRatio,
} from "./tags/value-tags.ts";
import { compileWith } from "./tags/with.ts";

function defaultTags(): Library {
  return new Library()
    .tag("autoescape", compileAutoescape)
    .tag("comment", compileComment)
    .tag("csrf_token", compileCsrfToken)
    .tag("cycle", compileCycle)
    .tag("debug", compileDebug)
    .tag("filter", compileFilterTag)
    .tag("firstof", compileFirstOf)
    .tag("for", compileFor)
    .tag("if", compileIf)
    .tag("ifchanged", compileIfChanged)
    .tag("load", compileLoad)
    .tag("lorem", compileLorem)
    .tag("now", compileNow)
    .tag("partial", compilePartial)
    .tag("partialdef", compilePartialDef)
    .simpleTag("querystring", querystring, { takesContext: true })
    .tag("regroup", compileRegroup)
    .tag("resetcycle", compileResetCycle)
    .tag("spaceless", compileSpaceless)
    .tag("templatetag", compileTemplateTag)
    .tag("url", compileUrl)
    .tag("verbatim", compileVerbatim)
    .tag("widthratio", compileWidthRatio)
    .tag("with", compileWith);
}

function loaderTags(): Library {
  return new Library()
    .tag("block", compileBlock)
    .tag("extends", compileExtends)
    .tag("include", compileInclude);
}

function defaultFilters(): Library {
  const library = new Library();
  registerTextFilters(library);
  registerHtmlFilters(library);
  registerListFilters(library);
  registerNumberFilters(library);
  registerDateFilters(library);
  registerLogicFilters(library);
  return library;
}

/** The libraries that every template has. */
export const builtinLibraries: readonly Library[] = [defaultTags(), defaultFilters(), loaderTags()];

/** The libraries of the framework that templates get with `{% load %}`. */
export const defaultLibraries: readonly (readonly [string, Library])[] = [
  ["cache", cacheLibrary],
  ["i18n", i18nLibrary],
  ["l10n", l10nLibrary],
  ["static", staticLibrary],
  ["tz", tzLibrary],
];
