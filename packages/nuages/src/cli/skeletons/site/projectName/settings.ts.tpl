import path from "node:path";

import { defineSettings, env } from "nuages/conf";
import {
  CommonMiddleware,
  CsrfViewMiddleware,
  SecurityMiddleware,
  XFrameOptionsMiddleware,
} from "nuages/middleware";

import news from "../news/app.ts";

const baseDir = path.resolve(import.meta.dirname, "..");

env.load(path.join(baseDir, ".env"));

export default defineSettings({
  // Shows details of every error: false wherever others can reach the site.
  debug: env.bool("DEBUG", { default: true }),
  // Good enough on your own machine; a site on the net has its key in the environment.
  secretKey: env("SECRET_KEY", {
    default: "{{ secretKey }}",
  }),
  allowedHosts: env.list("ALLOWED_HOSTS", { default: [] }),

  installedApps: [news],
  middleware: [SecurityMiddleware, CommonMiddleware, CsrfViewMiddleware, XFrameOptionsMiddleware],
  rootUrlconf: () => import("./urls.ts"),
  templates: [{ dirs: [path.join(baseDir, "templates")], appDirs: true }],

  databases: { default: env.database("DATABASE_URL", { default: "sqlite:///db.sqlite3" }) },

  languageCode: "en-us",
  timeZone: "UTC",

  staticUrl: "static/",
  staticfilesDirs: [path.join(baseDir, "static")],
});
