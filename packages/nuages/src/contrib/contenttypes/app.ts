import { defineApp } from "../../apps/index.ts";
import { postMigrate, preMigrate } from "../../db/index.ts";

/** A row for each model, so that rows can point at objects of any model. */
export default defineApp({
  label: "contenttypes",
  root: import.meta.dirname,
  verboseName: "Content Types",
  defaultAutoField: "AutoField",
  ready(sender) {
    preMigrate.connect(
      async (args) => (await import("./rename-content-types.ts")).renameContentTypes(args),
      { sender, dispatchUid: "nuages.contrib.contenttypes.rename" },
    );
    postMigrate.connect(
      async (args) => (await import("./create-content-types.ts")).createContentTypes(args),
      { dispatchUid: "nuages.contrib.contenttypes" },
    );
  },
});
