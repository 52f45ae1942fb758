import { Library } from "nuages/template";
import { formatHtml, type SafeString } from "nuages/utils/html";

import type { BookInstance } from "../models.ts";

export const register = new Library();

/** {% shelf books %}: the books as covers, each a link to its page. */
register.inclusionTag("shelf", "catalog/_shelf.html", (books: unknown) => ({ books }), {
  required: 1,
});

/** {{ copy|status_badge }}: what can be done with a copy, as a coloured badge. */
register.filter("status_badge", (copy: BookInstance): SafeString =>
  formatHtml('<span class="status {}">{}</span>', copy.status, copy.getStatusDisplay()),
);
