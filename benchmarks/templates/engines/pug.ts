import { mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import path from "node:path";

import { fragmentText, helpers } from "../data.ts";
import type { Contestant } from "../engine.ts";

type Render = (data: object) => string;
const pugModule = createRequire(import.meta.url)("pug") as {
  compileFile(file: string, options: object): Render;
};

const texts: Readonly<Record<string, string>> = {
  table: `table
  each row in rows
    tr
      td= row.id
      td= row.name
      td= row.city
      td= row.email
      td= row.note
`,
  base: `doctype html
html
  head
    title
      block title
        | Site
  body
    include nav
    main
      block content
    footer= year
`,
  nav: `nav
  each link in links
    a(href=link.url class=link.active ? "active" : null)= h.upper(link.title)
`,
  section: `extends base
block title
  = section
block content
  h1= h.capfirst(section)
  block body
`,
  page: `extends section
block body
  each book in books
    include card
  if user.isStaff && books.length > 3
    a edit
`,
  card: `article
  h2= h.title(book.title)
  p= h.truncatewords(book.text, 6)
  p
    = h.or(book.author && book.author.name, "unknown")
    = " "
    = h.add(book.year, 1)
    = " "
    = h.fixed(book.price, 2)
  if book.tags
    ul
      each tag in book.tags
        li= h.lower(tag)
`,
  fragment: `div.card
  h3= user.name
  p= user.bio
  if user.email
    a(href="mailto:" + user.email)= user.email
  ul
    each tag in user.tags
      li= tag
  p ${fragmentText}
`,
};

const folder = mkdtempSync(path.join(tmpdir(), "nuages-bench-pug-"));
for (const [name, text] of Object.entries(texts))
  writeFileSync(path.join(folder, `${name}.pug`), text);
const templates = new Map(
  ["table", "page", "fragment"].map((name) => [
    name,
    pugModule.compileFile(path.join(folder, `${name}.pug`), { compileDebug: false }),
  ]),
);

export const pug: Contestant = {
  name: "Pug",
  render: (task, data) => templates.get(task)?.({ ...data, h: helpers }) ?? "",
};
