import { defineApp } from "../../apps/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** Users, groups and permissions. */
export default defineApp({
  label: "auth",
  root: import.meta.dirname,
  verboseName: gettextLazy("Authentication and Authorization"),
  defaultAutoField: "AutoField",
});
