import { appTemplateFolders } from "../installed-apps.ts";
import { FilesystemLoader } from "./filesystem-loader.ts";

/** Loads templates from the folder `templates/` of each installed app, in the order of `installedApps`. */
export class AppDirectoriesLoader extends FilesystemLoader {
  constructor() {
    super(appTemplateFolders);
  }
}
