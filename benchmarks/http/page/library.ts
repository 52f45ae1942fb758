import path from "node:path";

import { database, defineSettings } from "nuages/conf";
import type { HttpRequest, HttpResponse } from "nuages/http";
import {
  CommonMiddleware,
  CompressionMiddleware,
  ContentSecurityPolicyMiddleware,
  CSP,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from "nuages/middleware";
import { include, path as route } from "nuages/urls";
import { render } from "nuages/views";

import catalog from "../../../examples/locallibrary/catalog/app.ts";
import { Book } from "../../../examples/locallibrary/catalog/models.ts";

// In an order that has an index: sorting is SQLite's work, and would hide what the servers do.
async function books(request: HttpRequest): Promise<HttpResponse> {
  return render(request, "book_list.html", {
    section: "books",
    books: Book.objects.selectRelated("author").orderBy("-id").slice(0, 20),
  });
}

const urlpatterns = [
  route("books/", books, { name: "books" }),
  route("authors/", books, { name: "authors" }),
  // The names that the models of the demo link to.
  route("", include([route("book/<int:id>/", books, { name: "book" })], { namespace: "catalog" })),
];

/** The middleware of a new project as far as it needs no session, and what Helmet and compression do. */
const middleware = [
  SecurityMiddleware,
  CompressionMiddleware,
  CommonMiddleware,
  CsrfViewMiddleware,
  XFrameOptionsMiddleware,
  ContentSecurityPolicyMiddleware,
];

/** The settings of the page that is measured. */
export function librarySettings(file: string) {
  return defineSettings({
    secretKey: "only for this benchmark, which has no secrets at all",
    allowedHosts: ["127.0.0.1"],
    installedApps: [catalog],
    rootUrlconf: urlpatterns,
    middleware,
    secureCsp: { "default-src": [CSP.SELF], "object-src": [CSP.NONE] },
    templates: [{ dirs: [path.join(import.meta.dirname, "templates/nuages")], appDirs: true }],
    databases: { default: database(`sqlite:///${file}`) },
    timeZone: "UTC",
    staticUrl: "static/",
  });
}
