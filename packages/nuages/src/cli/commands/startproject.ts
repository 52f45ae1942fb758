import { randomInt } from "node:crypto";
import { existsSync } from "node:fs";
import { resolve } from "node:path";

import { showPath } from "../../utils/show-path.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";
import { renderSkeleton, requireName } from "../skeleton.ts";
import { getVersion } from "../version.ts";

export default defineCommand({
  help: "Creates a project: settings, URLs, a page, a test.",
  requiresSettings: false,
  missingArgsMessage: "You must provide a project name.",
  arguments: {
    name: { positional: true, help: "Name of the project." },
    directory: {
      positional: true,
      optional: true,
      help: "Folder to put it in. Default: a new one of that name.",
    },
  },
  handle({ name, directory, verbosity }, { stdout }) {
    requireName(name, "project");
    const target = resolve(directory ?? name);
    if (directory === undefined && existsSync(target)) {
      throw new CommandError(`'${showPath(target)}' already exists.`, {
        hint: "Choose another name, or name an empty folder: startproject " + `${name} FOLDER.`,
      });
    }
    const context = {
      projectName: name,
      packageName: name.toLowerCase(),
      version: getVersion(),
      secretKey: insecureKey(),
    };
    renderSkeleton("project", { target, context });
    if (verbosity === 0) return;
    stdout.write(
      `Created the project ${name}. Next:\n\n  cd ${showPath(target)}\n  npm install\n  npm start\n`,
    );
  },
});

const keyLetters = "abcdefghijklmnopqrstuvwxyz0123456789!@#%^&*(-_=+)";

/** A key for development; its first letters let the deployment check find it. */
function insecureKey(): string {
  const letters = Array.from({ length: 50 }, () => keyLetters[randomInt(keyLetters.length)]);
  return `nuages-insecure-${letters.join("")}`;
}
