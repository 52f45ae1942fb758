import { defineApp } from "../../apps/index.ts";
import { postMigrate } from "../../db/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** Several sites on one database. */
export default defineApp({
  label: "sites",
  root: import.meta.dirname,
  verboseName: gettextLazy("Sites"),
  defaultAutoField: "AutoField",
  ready(sender) {
    postMigrate.connect(
      async (args) => (await import("./create-default-site.ts")).createDefaultSite(args),
      { sender, dispatchUid: "nuages.contrib.sites" },
    );
  },
});
