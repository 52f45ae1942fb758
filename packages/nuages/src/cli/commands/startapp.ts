import { existsSync } from "node:fs";
import { basename, resolve } from "node:path";

import { isConfigured, loadSettings, settings } from "../../conf/index.ts";
import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { asApps } from "../find-command.ts";
import { projectRoot, projectSource } from "../project.ts";
import { renderSkeleton, requireName } from "../skeleton.ts";

export default defineCommand({
  help: "Creates an app: models, views, URLs, a test.",
  requiresSettings: false,
  missingArgsMessage: "You must provide an application name.",
  arguments: {
    name: { positional: true, help: "Name of the app; becomes its label." },
    directory: {
      positional: true,
      optional: true,
      help: "Folder to put it in. Default: a new one of that name.",
    },
  },
  async handle({ name, directory, verbosity }, { stdout }) {
    requireName(name, "app");
    await refuseInstalled(name);
    const target = resolve(directory ?? name);
    if (directory === undefined && existsSync(target)) {
      throw new CommandError(`'${showPath(target)}' already exists.`, {
        hint: `Choose another name, or name an empty folder: startapp ${name} FOLDER.`,
      });
    }
    renderSkeleton("app", { target, context: { appName: name } });
    if (verbosity === 0) return;
    stdout.write(
      `Created the app ${name} in ${showPath(target)}. Next, in the settings:\n\n` +
        `  import ${name} from "../${basename(target)}/app.ts";\n  … installedApps: [${name}]\n`,
    );
  },
});

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
