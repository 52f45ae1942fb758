import { defineApp } from "nuages/apps";

export default defineApp({
  label: "catalog",
  root: import.meta.dirname,
  verboseName: "Library catalogue",
});
