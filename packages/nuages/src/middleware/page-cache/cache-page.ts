import { keepMarks, SimpleTemplateResponse, type ViewDecorator } from "../../views/index.ts";
import { fetchPage, type PageCacheOptions, storePage } from "./page-cache.ts";

/**
 * Keeps a view's pages in a cache, for everybody who asks for the same address with the same headers that the
 * page varies on. Pages with a form's token or a nonce, and those that set a cookie and vary on it, are not kept.
 * Django: `cache_page`.
 *
 * @param timeout Seconds; comes before what the page itself says.
 * @example
 * export const index = cachePage(60)(async (request: HttpRequest) => render(request, "index.html"));
 */
export function cachePage(
  timeout: number,
  options: Omit<PageCacheOptions, "timeout"> = {},
): ViewDecorator {
  const all = { ...options, timeout };
  return (view) => {
    const cached: typeof view = async (request, params) => {
      const kept = await fetchPage(request, all);
      if (kept !== undefined) return kept;
      const made = await view(request, params);
      const response = made instanceof SimpleTemplateResponse ? await made.render() : made;
      await storePage(request, response, all);
      return response;
    };
    return keepMarks(view, cached);
  };
}
