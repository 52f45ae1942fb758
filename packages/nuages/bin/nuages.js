#!/usr/bin/env node
import { enableCompileCache } from "node:module";

enableCompileCache();

const { main } = await import("nuages/cli");

await main();
