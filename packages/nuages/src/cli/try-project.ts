import { isConfigured, loadSettings } from "../conf/index.ts";
import { ImproperlyConfigured } from "../errors/index.ts";
import { projectRoot, projectSource } from "./project.ts";

/** Loads the settings if it is known where they are; gives why that failed. */
export async function tryProject(): Promise<ImproperlyConfigured | undefined> {
  const source = projectSource();
  if (isConfigured() || source === undefined) return undefined;
  try {
    await loadSettings(source, { root: projectRoot() });
    return undefined;
  } catch (error) {
    if (error instanceof ImproperlyConfigured) return error;
    throw error;
  }
}
