import { basename } from "node:path";

import type { SettingsSource } from "../conf/index.ts";

interface Project {
  readonly root: string | undefined;
  readonly source: SettingsSource | undefined;
}

let project: Project = { root: undefined, source: undefined };

/** Says which project the commands of this process work on; `execute()` does. */
export function setProject(named: Project): void {
  project = named;
}

/** The folder of the project; where the program was started, if none was named. */
export function projectRoot(): string {
  return project.root ?? process.cwd();
}

/** Where the settings are: as named, else what `NUAGES_SETTINGS_MODULE` says. */
export function projectSource(): SettingsSource | undefined {
  const named = project.source ?? process.env["NUAGES_SETTINGS_MODULE"];
  return named === "" ? undefined : named;
}

/** How this process was called, for messages: `nuages` or `manage.ts`. */
export function programName(): string {
  return basename(process.argv[1] ?? "nuages").replace(/\.js$/u, "");
}
