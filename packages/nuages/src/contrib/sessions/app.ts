import { defineApp } from "../../apps/index.ts";
import { gettextLazy } from "../../i18n/index.ts";

/** What a site remembers of a visitor between requests. */
export default defineApp({
  label: "sessions",
  root: import.meta.dirname,
  verboseName: gettextLazy("Sessions"),
  defaultAutoField: "AutoField",
});
