import { defineApp } from "../../apps/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** Several sites on one database. */
export default defineApp({
  label: "sites",
  root: import.meta.dirname,
  verboseName: gettextLazy("Sites"),
  defaultAutoField: "AutoField",
});
