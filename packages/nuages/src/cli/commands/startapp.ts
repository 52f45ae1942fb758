import { dirname, join, relative, resolve } from "node:path";

import { isConfigured, loadSettings, settings, settingsFile } from "../../conf/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { asApps } from "../find-command.ts";
import { projectRoot, projectSource } from "../project.ts";
import { camelCaseName, makeFromSkeleton, requireName, skeletonArguments } from "../skeleton.ts";
import { getVersion } from "../version.ts";

export default defineCommand({
  help: "Creates an app: models, views, URLs, a test.",
  requiresSettings: false,
  missingArgsMessage: "You must provide an application name.",
  arguments: {
    name: { positional: true, help: "Name of the app; becomes its label." },
    ...skeletonArguments,
  },
  async handle(options, { stdout }) {
    const { name, directory } = options;
    requireName(name, "app");
    await refuseInstalled(name);
    const context = {
      appName: name,
      appDirectory: resolve(directory ?? name),
      camelCaseAppName: camelCaseName(name),
      version: getVersion(),
      docsVersion: getVersion().split(".").slice(0, 2).join("."),
    };
    const target = await makeFromSkeleton({ kind: "app", name, context }, options);
    if (options.verbosity === 0) return;
    stdout.write(
      `Created the app ${name} in ${showPath(target)}. Next, in the settings:\n\n` +
        `  import ${name} from "${importPath(target)}";\n  … installedApps: [${name}]\n`,
    );
  },
});

/** From the settings file to the app; where that is not known, it lies in a folder of the project. */
function importPath(target: string): string {
  const from = settingsFile();
  const folder = from === undefined ? join(projectRoot(), "settings") : dirname(from);
  const path = relative(folder, join(target, "app.ts")).replaceAll("\\", "/");
  return path.startsWith(".") ? path : `./${path}`;
}

/** Labels are unique; that is known before there is a clash. */
async function refuseInstalled(name: string): Promise<void> {
  const source = projectSource();
  if (source === undefined) return;
  if (!isConfigured()) await loadSettings(source, { root: projectRoot() });
  const other = asApps(settings.installedApps).find(({ label }) => label === name);
  if (other === undefined) return;
  throw new CommandError(`The project has an app "${name}" already, in ${showPath(other.root)}.`, {
    hint: "Please try another name.",
  });
}
