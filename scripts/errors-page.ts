import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";

import { readErrorClasses, renderErrorTable, withErrorTable } from "./lib/error-catalogue.ts";
import { root } from "./lib/packages.ts";

const page = path.join(root, "docs/errors.md");
const classes = await readErrorClasses(path.join(root, "packages/nuages/src"));
await writeFile(page, withErrorTable(await readFile(page, "utf8"), renderErrorTable(classes)));
console.log(`${classes.length} errors in docs/errors.md`);
