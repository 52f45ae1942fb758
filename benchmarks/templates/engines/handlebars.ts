import { createRequire } from "node:module";

import { fragmentText, helpers } from "../data.ts";
import type { Contestant } from "../engine.ts";

type Render = (data: object) => string;
const handlebarsModule = createRequire(import.meta.url)("handlebars") as {
  create(): {
    compile(text: string): Render;
    registerPartial(name: string, text: string): void;
    registerHelper(name: string, helper: unknown): void;
  };
};

const texts: Readonly<Record<string, string>> = {
  table:
    "<table>{{#each rows}}<tr><td>{{id}}</td><td>{{name}}</td><td>{{city}}</td><td>{{email}}</td><td>{{note}}</td></tr>{{/each}}</table>",
  base: `<!doctype html><html><head><title>{{section}}</title></head><body>{{> nav}}<main>{{> @partial-block}}</main><footer>{{year}}</footer></body></html>`,
  nav: `<nav>{{#each links}}<a href="{{url}}"{{#if active}} class="active"{{/if}}>{{upper title}}</a>{{/each}}</nav>`,
  section: `{{#> base}}<h1>{{capfirst section}}</h1>{{> @partial-block}}{{/base}}`,
  page: `{{#> base}}<h1>{{capfirst section}}</h1>{{#each books}}{{> card}}{{/each}}{{#if (many user books)}}<a>edit</a>{{/if}}{{/base}}`,
  card: `<article><h2>{{title title}}</h2><p>{{truncatewords text 6}}</p><p>{{or author.name "unknown"}} {{add year 1}} {{fixed price 2}}</p>{{#if tags}}<ul>{{#each tags}}<li>{{lower this}}</li>{{/each}}</ul>{{/if}}</article>`,
  fragment: `<div class="card"><h3>{{user.name}}</h3><p>{{user.bio}}</p>{{#if user.email}}<a href="mailto:{{user.email}}">{{user.email}}</a>{{/if}}<ul>{{#each user.tags}}<li>{{this}}</li>{{/each}}</ul><p>${fragmentText}</p></div>`,
};

const engine = handlebarsModule.create();
for (const [name, helper] of Object.entries(helpers)) engine.registerHelper(name, helper);
engine.registerHelper(
  "many",
  (user: { isStaff: boolean }, books: readonly unknown[]) => user.isStaff && books.length > 3,
);
for (const [name, text] of Object.entries(texts)) engine.registerPartial(name, text);
const templates = new Map(
  ["table", "page", "fragment"].map((name) => [name, engine.compile(texts[name] ?? "")]),
);

export const handlebars: Contestant = {
  name: "Handlebars",
  render: (task, data) => templates.get(task)?.(data) ?? "",
};
