import { resolve } from "node:path";

import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import {
  camelCaseName,
  insecureKey,
  makeFromSkeleton,
  requireName,
  skeletonArguments,
} from "../skeleton.ts";
import { getVersion } from "../version.ts";

export default defineCommand({
  help: "Creates a project: settings, URLs, a page, a test.",
  requiresSettings: false,
  missingArgsMessage: "You must provide a project name.",
  arguments: {
    name: { positional: true, help: "Name of the project." },
    ...skeletonArguments,
    template: {
      ...skeletonArguments.template,
      help: "minimal (default); site, with an app, a model and pages; or a folder, a zip or tar archive, or its address.",
    },
  },
  async handle(options, { stdout }) {
    const { name, directory } = options;
    requireName(name, "project");
    const context = {
      projectName: name,
      projectDirectory: resolve(directory ?? name),
      camelCaseProjectName: camelCaseName(name),
      packageName: name.toLowerCase(),
      version: getVersion(),
      docsVersion: getVersion().split(".").slice(0, 2).join("."),
      secretKey: insecureKey(),
      now: new Date().toISOString(),
    };
    const target = await makeFromSkeleton({ kind: "project", name, context }, options);
    if (options.verbosity === 0) return;
    stdout.write(
      `Created the project ${name}. Next:\n\n  cd ${showPath(target)}\n  npm install\n  npx nuages migrate\n  npm start\n`,
    );
  },
});
