import path from "node:path";

import { database, defineSettings, env } from "nuages/conf";
import { CommonMiddleware, SecurityMiddleware, XFrameOptionsMiddleware } from "nuages/middleware";

import catalog from "../catalog/app.ts";

const baseDir = path.resolve(import.meta.dirname, "..");

export default defineSettings({
  debug: env.bool("DEBUG", { default: true }),
  // Good enough for a demo on your own machine. A real site reads its key from the environment.
  secretKey: env("SECRET_KEY", { default: "nuages-insecure-only-for-the-local-library-demo" }),
  allowedHosts: env.list("ALLOWED_HOSTS", { default: [] }),
  installedApps: [catalog],
  middleware: [SecurityMiddleware, CommonMiddleware, XFrameOptionsMiddleware],
  rootUrlconf: () => import("./urls.ts"),
  templates: [{ dirs: [path.join(baseDir, "locallibrary/templates")], appDirs: true }],
  databases: {
    default: database(env("DATABASE_URL", { default: `sqlite:///${baseDir}/db.sqlite3` })),
  },
  timeZone: "UTC",
  staticUrl: "static/",
  staticfilesDirs: [path.join(baseDir, "locallibrary/static")],
});
