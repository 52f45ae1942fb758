#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();

const { execute } = await import("nuages/cli");

await execute({
  root: import.meta.dirname,
  settings: () => import("./locallibrary/settings.ts"),
});
