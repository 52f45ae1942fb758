import { defineApp } from "nuages/apps";

/** The app of the models in `fixtures_serializer_models.json`. */
export default defineApp({ label: "conf", root: import.meta.dirname });
