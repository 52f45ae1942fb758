import { createRequire } from "node:module";

import { helpers } from "../data.ts";
import type { Contestant } from "../engine.ts";
import { djangoTemplates } from "./nuages.ts";

interface NunjucksTemplate {
  render(data: object): string;
  compile(): void;
}
interface Nunjucks {
  readonly Environment: new (
    loader: unknown,
    options: object,
  ) => {
    addFilter(name: string, filter: unknown): void;
    getTemplate(name: string, eager: boolean): NunjucksTemplate;
  };
  readonly Loader: { extend(members: object): new () => unknown };
  readonly Template: new (
    text: string,
    environment: unknown,
    path: string,
    eager: boolean,
  ) => NunjucksTemplate;
}

const nunjucksModule = createRequire(import.meta.url)("nunjucks") as Nunjucks;

/** The same language but for arguments, which stand in brackets. */
function translated(text: string): string {
  return text
    .replaceAll("|truncatewords:6", "|truncatewords(6)")
    .replaceAll('|default:"unknown"', '|or("unknown")')
    .replaceAll("|add:1", "|add(1)")
    .replaceAll("|floatformat:2", "|fixed(2)");
}

const Loader = nunjucksModule.Loader.extend({
  getSource: (name: string) => ({
    src: translated(djangoTemplates[name] ?? ""),
    path: name,
    noCache: false,
  }),
});
export const environment = new nunjucksModule.Environment(new Loader(), { autoescape: true });
for (const [name, helper] of Object.entries(helpers)) environment.addFilter(name, helper);
const templates = new Map(
  ["table", "page", "fragment"].map((name) => [name, environment.getTemplate(name, true)]),
);

export const nunjucks: Contestant = {
  name: "Nunjucks",
  render: (task, data) => templates.get(task)?.render(data) ?? "",
};

/** Compiles a text that both languages read. */
export function compileWithNunjucks(text: string): unknown {
  return new nunjucksModule.Template(translated(text), environment, "long", true);
}
