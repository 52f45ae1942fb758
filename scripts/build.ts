import path from "node:path";

import { buildPackages, publishFolder } from "./lib/build-packages.ts";
import { root } from "./lib/packages.ts";

for (const unit of await buildPackages())
  console.log(
    `${unit.manifest.name} ${unit.manifest.version} → ${path.relative(root, publishFolder(unit))}`,
  );
