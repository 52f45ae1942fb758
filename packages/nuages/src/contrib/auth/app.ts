import { defineApp } from "../../apps/index.ts";
import { postMigrate } from "../../db/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** Users, groups and permissions. */
export default defineApp({
  label: "auth",
  root: import.meta.dirname,
  verboseName: gettextLazy("Authentication and Authorization"),
  defaultAutoField: "AutoField",
  ready() {
    postMigrate.connect(
      async (args) => (await import("./create-permissions.ts")).createPermissions(args),
      { dispatchUid: "nuages.contrib.auth" },
    );
  },
});
