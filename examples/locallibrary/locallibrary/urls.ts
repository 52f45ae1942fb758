import { include, path } from "nuages/urls";
import { RedirectView } from "nuages/views";

import { urlpatterns as catalog } from "../catalog/urls.ts";

export const urlpatterns = [
  path("", RedirectView.asView({ patternName: "catalog:index" })),
  path("catalog/", include(catalog, { namespace: "catalog" })),
] as const;

declare module "nuages/urls" {
  interface Register {
    urls: typeof urlpatterns;
  }
}
