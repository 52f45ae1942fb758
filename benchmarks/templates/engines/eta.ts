import { Eta } from "eta";

import { fragmentText, helpers } from "../data.ts";
import type { Contestant } from "../engine.ts";

const texts: Readonly<Record<string, string>> = {
  table:
    "<table><% it.rows.forEach(function (row) { %><tr><td><%= row.id %></td><td><%= row.name %></td><td><%= row.city %></td><td><%= row.email %></td><td><%= row.note %></td></tr><% }) %></table>",
  base: `<!doctype html><html><head><title><%= it.title %></title></head><body><%~ include("@nav", it) %><main><%~ it.body %></main><footer><%= it.year %></footer></body></html>`,
  nav: `<nav><% it.links.forEach(function (link) { %><a href="<%= link.url %>"<% if (link.active) { %> class="active"<% } %>><%= it.h.upper(link.title) %></a><% }) %></nav>`,
  section: `<% layout("@base", { title: it.section }) %><h1><%= it.h.capfirst(it.section) %></h1><%~ it.body %>`,
  page: `<% layout("@section") %><% it.books.forEach(function (book) { %><%~ include("@card", { book, h: it.h }) %><% }) %><% if (it.user.isStaff && it.books.length > 3) { %><a>edit</a><% } %>`,
  card: `<article><h2><%= it.h.title(it.book.title) %></h2><p><%= it.h.truncatewords(it.book.text, 6) %></p><p><%= it.h.or(it.book.author?.name, "unknown") %> <%= it.h.add(it.book.year, 1) %> <%= it.h.fixed(it.book.price, 2) %></p><% if (it.book.tags) { %><ul><% it.book.tags.forEach(function (tag) { %><li><%= it.h.lower(tag) %></li><% }) %></ul><% } %></article>`,
  fragment: `<div class="card"><h3><%= it.user.name %></h3><p><%= it.user.bio %></p><% if (it.user.email) { %><a href="mailto:<%= it.user.email %>"><%= it.user.email %></a><% } %><ul><% it.user.tags.forEach(function (tag) { %><li><%= tag %></li><% }) %></ul><p>${fragmentText}</p></div>`,
};

const engine = new Eta({ autoTrim: false });
for (const [name, text] of Object.entries(texts)) engine.loadTemplate(`@${name}`, text);

export const eta: Contestant = {
  name: "Eta",
  render: (task, data) => engine.render(`@${task}`, { ...data, h: helpers }),
};
