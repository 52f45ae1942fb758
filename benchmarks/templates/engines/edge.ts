import { Edge } from "edge.js";

import { fragmentText, helpers } from "../data.ts";
import type { Contestant } from "../engine.ts";

const texts: Readonly<Record<string, string>> = {
  table:
    "<table>\n@each(row in rows)\n<tr><td>{{ row.id }}</td><td>{{ row.name }}</td><td>{{ row.city }}</td><td>{{ row.email }}</td><td>{{ row.note }}</td></tr>\n@end\n</table>",
  base: `<!doctype html><html><head><title>{{ title }}</title></head><body>\n@include("nav")\n<main>\n{{{ await $slots.main() }}}\n</main><footer>{{ year }}</footer></body></html>`,
  nav: `<nav>\n@each(link in links)\n<a href="{{ link.url }}"{{ link.active ? html.safe(' class="active"') : "" }}>{{ h.upper(link.title) }}</a>\n@end\n</nav>`,
  section: `@component("base", { title: section, links, year, h })\n<h1>{{ h.capfirst(section) }}</h1>\n{{{ await $slots.main() }}}\n@end`,
  page: `@component("section", { section, links, year, h })\n@each(book in books)\n@include("card")\n@end\n@if(user.isStaff && books.length > 3)\n<a>edit</a>\n@end\n@end`,
  card: `<article><h2>{{ h.title(book.title) }}</h2><p>{{ h.truncatewords(book.text, 6) }}</p><p>{{ h.or(book.author && book.author.name, "unknown") }} {{ h.add(book.year, 1) }} {{ h.fixed(book.price, 2) }}</p>\n@if(book.tags)\n<ul>\n@each(tag in book.tags)\n<li>{{ h.lower(tag) }}</li>\n@end\n</ul>\n@end\n</article>`,
  fragment: `<div class="card"><h3>{{ user.name }}</h3><p>{{ user.bio }}</p>\n@if(user.email)\n<a href="mailto:{{ user.email }}">{{ user.email }}</a>\n@end\n<ul>\n@each(tag in user.tags)\n<li>{{ tag }}</li>\n@end\n</ul><p>${fragmentText}</p></div>`,
};

const engine = Edge.create({ cache: true });
for (const [name, text] of Object.entries(texts)) engine.registerTemplate(name, { template: text });

export const edge: Contestant = {
  name: "Edge",
  render: (task, data) => engine.render(task, { ...data, h: helpers }),
};
