import {
  conditionalEscape,
  escape,
  escapejs,
  formatHtml,
  jsonScript,
  linebreaks,
  type SafeString,
  smartUrlquote,
  stripSpacesBetweenTags,
  stripTags,
  urlize,
} from "nuages/utils/html";
import { loremWords } from "nuages/utils/lorem-ipsum";
import {
  camelCaseToSpaces,
  capfirst,
  getTextList,
  getValidFilename,
  normalizeNewlines,
  phone2numeric,
  slugify,
  smartSplit,
  Truncator,
  unescapeStringLiteral,
  wrap,
} from "nuages/utils/text";

import type { Adapter } from "../adapter.ts";
import { call, type Calls, functionAreas } from "../functions.ts";

const text = (value: unknown): string => value as string;

const calls: Calls = {
  "utils.html.conditional_escape": ([value]) => conditionalEscape(value),
  "utils.html.escape": ([value]) => escape(value),
  "utils.html.escapejs": ([value]) => escapejs(value),
  "utils.html.format_html": ([format, ...values], kwargs) =>
    Object.keys(kwargs).length > 0
      ? formatHtml(text(format), ...values, kwargs)
      : formatHtml(text(format), ...values),
  "utils.html.json_script": ([value, id]) => jsonScript(value, id as string | null),
  "utils.html.linebreaks": ([value, autoescape], kwargs) =>
    linebreaks(value, { autoescape: Boolean(autoescape ?? kwargs["autoescape"]) }),
  "utils.html.smart_urlquote": ([url]) => smartUrlquote(text(url)),
  "utils.html.strip_spaces_between_tags": ([value]) => stripSpacesBetweenTags(value),
  "utils.html.strip_tags": ([value]) => stripTags(value),
  "utils.html.urlize": ([value, limit, nofollow, autoescape], kwargs) =>
    urlize(value as string | SafeString, {
      trimUrlLimit: (limit ?? kwargs["trim_url_limit"] ?? null) as number | null,
      nofollow: Boolean(nofollow ?? kwargs["nofollow"]),
      autoescape: Boolean(autoescape ?? kwargs["autoescape"]),
    }),
  "utils.lorem_ipsum.words": ([count, common], kwargs) =>
    loremWords(Number(count), Boolean(common ?? kwargs["common"] ?? true)),
  "utils.text.Truncator.chars": ([value, count, truncate, html]) =>
    new Truncator(value).chars(Number(count), {
      truncate: truncate as string | null,
      html: html === true,
    }),
  "utils.text.Truncator.words": ([value, count, truncate, html]) =>
    new Truncator(value).words(Number(count), {
      truncate: truncate as string | null,
      html: html === true,
    }),
  "utils.text.camel_case_to_spaces": ([value]) => camelCaseToSpaces(text(value)),
  "utils.text.capfirst": ([value]) => capfirst(value),
  "utils.text.get_text_list": ([list, ...last]) => getTextList(list as unknown[], ...last),
  "utils.text.get_valid_filename": ([name]) => getValidFilename(name),
  "utils.text.normalize_newlines": ([value]) => normalizeNewlines(value),
  "utils.text.phone2numeric": ([value]) => phone2numeric(value),
  "utils.text.slugify": ([value, allowUnicode], kwargs) =>
    slugify(value, { allowUnicode: Boolean(allowUnicode ?? kwargs["allow_unicode"]) }),
  "utils.text.smart_split": ([value]) => smartSplit(text(value)),
  "utils.text.unescape_string_literal": ([literal]) => unescapeStringLiteral(text(literal)),
  "utils.text.wrap": ([value, width]) => wrap(text(value), Number(width)),
};

export const adapter: Adapter = {
  ...functionAreas(["functions_text", "functions_html"]),
  run: (vector) => call(calls, vector),
};
