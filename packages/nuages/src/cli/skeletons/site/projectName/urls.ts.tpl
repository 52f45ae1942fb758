import { include, path } from "nuages/urls";
import { TemplateView } from "nuages/views";

import { urlpatterns as news } from "../news/urls.ts";

export const urlpatterns = [
  path("", TemplateView.asView({ templateName: "home.html" }), { name: "home" }),
  path("news/", include(news, { namespace: "news" })),
] as const;

declare module "nuages/urls" {
  interface Register {
    urls: typeof urlpatterns;
  }
}
