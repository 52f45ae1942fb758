import { type CheckMessage, error, registerCheck, warning } from "../checks/index.ts";
import { settings } from "../conf/index.ts";
import { RegexPattern } from "./regex-pattern.ts";
import { loadUrlconf, getResolver, type RootResolver } from "./urlconf.ts";
import { UrlPattern } from "./url-pattern.ts";
import { type UrlEntry, UrlResolver } from "./url-resolver.ts";

function describe(entry: UrlEntry): string {
  const name =
    entry instanceof UrlPattern && entry.name !== undefined ? ` [name='${entry.name}']` : "";
  return `'${entry.route}'${name}`;
}

function checkRoute(entry: UrlEntry): CheckMessage[] {
  const found: CheckMessage[] = [];
  const { route } = entry;
  const isRegex = entry.pattern instanceof RegexPattern;
  const obj = describe(entry);
  if (settings.appendSlash && /^\^?\\?\//.test(route) && !route.endsWith("/")) {
    found.push(
      warning({
        id: "urls.W002",
        obj,
        msg: `Your URL pattern ${obj} has a route beginning with a '/'. Remove this slash as it is unnecessary.`,
        hint: "If this pattern is targeted in an include(), ensure the include() pattern has a trailing '/'.",
      }),
    );
  }
  if (!isRegex && (route.includes("(?P<") || route.startsWith("^") || route.endsWith("$"))) {
    found.push(
      warning({
        id: "2_0.W001",
        obj,
        msg: `Your URL pattern ${obj} has a route that contains '(?P<', begins with a '^', or ends with a '$'.`,
        hint: "path() takes plain text with <converter:name>; regular expressions go into rePath().",
      }),
    );
  }
  return found;
}

function checkEntry(entry: UrlEntry): CheckMessage[] {
  const found = checkRoute(entry);
  const obj = describe(entry);
  if (entry instanceof UrlPattern) {
    if (entry.name?.includes(":") === true) {
      found.push(
        warning({
          id: "urls.W003",
          obj,
          msg: `Your URL pattern ${obj} has a name including a ':'. Remove the colon, to avoid ambiguous namespace references.`,
        }),
      );
    }
    return found;
  }
  if (entry.pattern instanceof RegexPattern && /(?:^|[^\\])\$$/.test(entry.route)) {
    found.push(
      warning({
        id: "urls.W001",
        obj,
        msg: `Your URL pattern ${obj} uses include with a route ending with a '$'. Remove the dollar from the route to avoid problems including URLs.`,
      }),
    );
  }
  return [...found, ...entry.urlPatterns.flatMap(checkEntry)];
}

function namespacesOf(resolver: UrlResolver, parents: readonly string[] = []): string[] {
  return resolver.urlPatterns.flatMap((entry) => {
    if (!(entry instanceof UrlResolver)) return [];
    const inside = entry.namespace ? [...parents, entry.namespace] : parents;
    const own = entry.namespace ? [inside.join(":")] : [];
    return [...own, ...namespacesOf(entry, inside)];
  });
}

function checkNamespaces(root: RootResolver): CheckMessage[] {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const namespace of namespacesOf(root)) {
    if (seen.has(namespace)) twice.add(namespace);
    seen.add(namespace);
  }
  return [...twice].map((namespace) =>
    warning({
      id: "urls.W005",
      obj: `namespace '${namespace}'`,
      msg: `URL namespace '${namespace}' isn't unique. You may not be able to reverse all URLs in this namespace.`,
    }),
  );
}

function checkHandlers({ handlers = { urlpatterns: [] } }: RootResolver): CheckMessage[] {
  const names = ["handler400", "handler403", "handler404", "handler500"] as const;
  return names
    .filter((name) => handlers[name] !== undefined && typeof handlers[name] !== "function")
    .map((name) =>
      error({
        id: "urls.E008",
        obj: name,
        msg: `The custom ${name} is no view.`,
        hint: "Export a function (request, error) => response under this name.",
      }),
    );
}

/** The site's patterns: routes, names, namespaces, error handlers. */
async function checkUrlconf(): Promise<CheckMessage[]> {
  if (settings.rootUrlconf === null || settings.rootUrlconf === undefined) return [];
  const root = getResolver(await loadUrlconf());
  return [
    ...root.urlPatterns.flatMap(checkEntry),
    ...checkNamespaces(root),
    ...checkHandlers(root),
  ];
}

/** Addresses of files end with a slash. */
function checkUrlSettings(): CheckMessage[] {
  return (["staticUrl", "mediaUrl"] as const)
    .filter((name) => settings[name] && !settings[name].endsWith("/"))
    .map((name) =>
      error({
        id: "urls.E006",
        obj: `settings.${name}`,
        msg: `The ${name} setting must end with a slash.`,
      }),
    );
}

registerCheck(checkUrlconf, { tags: ["urls"] });
registerCheck(checkUrlSettings, { tags: ["urls"] });
