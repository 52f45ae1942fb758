import { defineApp } from "nuages/apps";

export default defineApp({ label: "{{ appName }}", root: import.meta.dirname });
