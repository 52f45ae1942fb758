import { defineApp } from "nuages/apps";

export default defineApp({ label: "news", root: import.meta.dirname });
