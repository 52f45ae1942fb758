import { defineApp } from "../../apps/index.ts";

/** Filters that make numbers and dates pleasant to read: `{% load humanize %}`. */
export default defineApp({ label: "humanize", root: import.meta.dirname });
