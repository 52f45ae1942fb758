import { path } from "nuages/urls";

import * as views from "./views.ts";

export const urlpatterns = [path("", views.index, { name: "index" })] as const;
