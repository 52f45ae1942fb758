import { type CheckMessage, error, registerCheck, warning } from "../checks/index.ts";
import { settings } from "../conf/index.ts";
import { apps } from "../apps/index.ts";
import { engines } from "./backends.ts";
import { Engine } from "./engine.ts";
import { TemplateDoesNotExist, TemplateSyntaxError } from "./errors.ts";

/** Django: an engine has folders of apps or loaders, not both. */
function checkSettings(): CheckMessage[] {
  return settings.templates
    .filter(({ appDirs, options }) => appDirs === true && options?.loaders !== undefined)
    .map(() =>
      error({
        id: "templates.E001",
        obj: "settings.templates",
        msg: "You have 'appDirs': true in your templates but also specify 'loaders' in options.",
        hint: "Either remove appDirs or remove the 'loaders' option.",
      }),
    );
}

/** Two apps with a tag library of one name: only the later one can be loaded. */
function checkLibraryNames(): CheckMessage[] {
  const owners = new Map<string, string[]>();
  for (const config of apps.getAppConfigs()) {
    for (const name of config.modules("templatetags").keys()) {
      owners.set(name, [...(owners.get(name) ?? []), config.label]);
    }
  }
  return [...owners]
    .filter(([, labels]) => labels.length > 1)
    .map(([name, labels]) =>
      warning({
        id: "templates.W003",
        obj: `templatetags/${name}`,
        msg: `'${name}' is used for multiple template tag modules: of the apps ${labels.join(", ")}.`,
        hint: "Rename one of them: {% load %} finds the last.",
      }),
    );
}

function findingOf(name: string, problem: unknown): CheckMessage[] {
  if (problem instanceof TemplateSyntaxError) {
    const [msg = problem.message] = problem.message.split("\n");
    return [
      error({
        id: "templates.E101",
        obj: name,
        msg,
        ...(problem.hint ? { hint: problem.hint } : {}),
      }),
    ];
  }
  if (problem instanceof TemplateDoesNotExist) return [];
  throw problem;
}

/** Compiles every template of an engine; each that has a mistake is reported. */
function compileAll(engine: Engine): CheckMessage[] {
  return [...new Set(engine.loader.names?.() ?? [])].flatMap((name) => {
    try {
      engine.resolve(name);
      return [];
    } catch (problem) {
      return findingOf(name, problem);
    }
  });
}

/** Compiles the templates of the site. */
export function checkTemplates(): readonly CheckMessage[] {
  const found = [...checkSettings(), ...(apps.appsReady ? checkLibraryNames() : [])];
  if (found.some((message) => message.isSerious())) return found;
  const own = engines.all().filter((engine) => engine instanceof Engine);
  return [...found, ...own.flatMap(compileAll)];
}

registerCheck(checkTemplates, { tags: ["templates"] });
