import { path } from "nuages/urls";
import { TemplateView } from "nuages/views";

export const urlpatterns = [
  path("", TemplateView.asView({ templateName: "home.html" }), { name: "home" }),
] as const;

declare module "nuages/urls" {
  interface Register {
    urls: typeof urlpatterns;
  }
}
