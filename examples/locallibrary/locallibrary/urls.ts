import { include, path } from "nuages/urls";

import { urlpatterns as catalog } from "../catalog/urls.ts";
import { HomeView } from "../catalog/views.ts";

export const urlpatterns = [
  path("", HomeView.asView(), { name: "home" }),
  path("catalog/", include(catalog, { namespace: "catalog" })),
] as const;

declare module "nuages/urls" {
  interface Register {
    urls: typeof urlpatterns;
  }
}
