import { configure } from "nuages/conf";
import { JsonResponse } from "nuages/http";
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from "nuages/middleware";
import { serve } from "nuages/server";
import { path } from "nuages/urls";

import { announce } from "../announce.ts";

const [, kind = "minimal"] = process.argv.slice(2);
const hello = path("json/", () => new JsonResponse({ hello: "world" }));
const others = Array.from({ length: 499 }, (_, index) =>
  path(`api/resource-${index}/<int:id>/`, () => new JsonResponse({ index })),
);

configure({
  secretKey: "only for this benchmark, which has no secrets at all",
  allowedHosts: ["127.0.0.1"],
  middleware:
    kind === "middleware"
      ? [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware]
      : [],
  rootUrlconf: kind === "routes" ? [...others, hello] : [hello],
});
const { host, port } = await serve({ port: 0 });
announce({ address: host, port, family: "IPv4" });
