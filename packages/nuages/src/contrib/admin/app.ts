import { defineApp } from "../../apps/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** Pages for the people who look after a site's data. */
export default defineApp({
  label: "admin",
  root: import.meta.dirname,
  verboseName: gettextLazy("Administration"),
  defaultAutoField: "AutoField",
});
