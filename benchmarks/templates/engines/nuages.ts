import { type ContextData, Engine, MemoryLoader } from "nuages/template";

import { fragmentText } from "../data.ts";
import type { Contestant } from "../engine.ts";

export const djangoTemplates: Readonly<Record<string, string>> = {
  table:
    "<table>{% for row in rows %}<tr><td>{{ row.id }}</td><td>{{ row.name }}</td><td>{{ row.city }}</td><td>{{ row.email }}</td><td>{{ row.note }}</td></tr>{% endfor %}</table>",
  base: `<!doctype html><html><head><title>{% block title %}Site{% endblock %}</title></head><body>{% include "nav" %}<main>{% block content %}{% endblock %}</main><footer>{{ year }}</footer></body></html>`,
  nav: `<nav>{% for link in links %}<a href="{{ link.url }}"{% if link.active %} class="active"{% endif %}>{{ link.title|upper }}</a>{% endfor %}</nav>`,
  section: `{% extends "base" %}{% block title %}{{ section }}{% endblock %}{% block content %}<h1>{{ section|capfirst }}</h1>{% block body %}{% endblock %}{% endblock %}`,
  page: `{% extends "section" %}{% block body %}{% for book in books %}{% include "card" %}{% endfor %}{% if user.isStaff and books|length > 3 %}<a>edit</a>{% endif %}{% endblock %}`,
  card: `<article><h2>{{ book.title|title }}</h2><p>{{ book.text|truncatewords:6 }}</p><p>{{ book.author.name|default:"unknown" }} {{ book.year|add:1 }} {{ book.price|floatformat:2 }}</p>{% if book.tags %}<ul>{% for tag in book.tags %}<li>{{ tag|lower }}</li>{% endfor %}</ul>{% endif %}</article>`,
  fragment: `<div class="card"><h3>{{ user.name }}</h3><p>{{ user.bio }}</p>{% if user.email %}<a href="mailto:{{ user.email }}">{{ user.email }}</a>{% endif %}<ul>{% for tag in user.tags %}<li>{{ tag }}</li>{% endfor %}</ul><p>${fragmentText}</p></div>`,
};

const usualTags = `${djangoTemplates.nav}${djangoTemplates.card}${djangoTemplates.table}`;

/** Five kilobytes of the usual tags. */
export const longTemplate: string = usualTags.repeat(Math.round(5_000 / usualTags.length));

const engine = new Engine({ loaders: [new MemoryLoader(djangoTemplates)], debug: false });
const templates = new Map(
  ["table", "page", "fragment"].map((name) => [name, engine.getTemplate(name)]),
);

export const nuages: Contestant = {
  name: "Nuages",
  render: (task, data) => templates.get(task)?.render(data as ContextData) ?? "",
};
