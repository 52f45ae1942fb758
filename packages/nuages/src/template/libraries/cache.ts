import { type BaseCache, caches, makeTemplateFragmentKey } from "../../cache/index.ts";
import { isConfigured } from "../../conf/index.ts";
import { markSafe, type SafeString } from "../../utils/safestring.ts";
import type { Context } from "../context.ts";
import { TemplateSyntaxError } from "../errors.ts";
import { Library } from "../library.ts";
import type { FilterExpression } from "../nodes/filter-expression.ts";
import { Node, type NodeList } from "../nodes/node.ts";
import { text } from "../runtime/text.ts";
import type { Token } from "../syntax/lexer.ts";
import type { Parser } from "../syntax/parser.ts";

/** Cache of fragments, where the settings have it; else the default one. */
const FRAGMENTS = "template_fragments";

function timeoutOf(value: unknown): number | null {
  if (value === null) return null;
  const shown = text(value).trim();
  if (/^[+-]?\d+$/.test(shown)) return Number(shown);
  throw new TemplateSyntaxError(
    `{% cache %} got a timeout that is no whole number: ${JSON.stringify(shown)}.`,
    { hint: "Write {% cache 600 name %}…{% endcache %}; None keeps the fragment for ever." },
  );
}

function cacheNamed(alias: string): BaseCache {
  if (caches.has(alias)) return caches.get(alias);
  throw new TemplateSyntaxError(`{% cache %} names a cache that does not exist: "${alias}".`, {
    hint: "Write using= and an alias of the caches setting.",
  });
}

function defaultCache(): BaseCache {
  return caches.get(isConfigured() && caches.has(FRAGMENTS) ? FRAGMENTS : "default");
}

interface CacheTag {
  readonly nodes: NodeList;
  readonly timeout: FilterExpression;
  readonly name: string;
  readonly varyOn: readonly FilterExpression[];
  readonly using: FilterExpression | undefined;
}

/** `{% cache timeout name vary… using="alias" %}…{% endcache %}`. */
class CacheNode extends Node {
  readonly #tag: CacheTag;

  constructor(tag: CacheTag) {
    super();
    this.#tag = tag;
  }

  override get children(): readonly NodeList[] {
    return [this.#tag.nodes];
  }

  override async render(context: Context): Promise<SafeString> {
    const { nodes, timeout, name, varyOn, using } = this.#tag;
    const seconds = timeoutOf(await timeout.resolve(context));
    const cache =
      using === undefined ? defaultCache() : cacheNamed(text(await using.resolve(context)));
    const values: string[] = [];
    for (const expression of varyOn) values.push(text(await expression.resolve(context)));
    const key = makeTemplateFragmentKey(name, values);
    const kept = await cache.get(key);
    if (typeof kept === "string") return markSafe(kept);
    const made = await nodes.render(context);
    await cache.set(key, made, { timeout: seconds });
    return markSafe(made);
  }
}

function compileCache(parser: Parser, token: Token): Node {
  const nodes = parser.parse(["endcache"]);
  parser.deleteFirstToken();
  const [, timeout, name, ...rest] = token.splitContents();
  if (timeout === undefined || name === undefined) {
    throw new TemplateSyntaxError("{% cache %} takes at least a timeout and a name.", {
      hint: "Write {% cache 600 sidebar request.user.pk %}…{% endcache %}.",
    });
  }
  const using = rest.at(-1)?.startsWith("using=") === true ? rest.pop() : undefined;
  return new CacheNode({
    nodes,
    timeout: parser.compileFilter(timeout),
    name,
    varyOn: rest.map((word) => parser.compileFilter(word)),
    using: using === undefined ? undefined : parser.compileFilter(using.slice("using=".length)),
  });
}

/** `{% load cache %}`. */
export const cacheLibrary: Library = new Library().tag("cache", compileCache);
