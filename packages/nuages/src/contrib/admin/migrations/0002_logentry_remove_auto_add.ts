import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { now } from "../../../i18n/index.ts";

export default defineMigration({
  dependencies: [["admin", "0001_initial"]],
  operations: [
    migrations.AlterField({
      modelName: "logentry",
      name: "actionTime",
      field: models.DateTimeField({
        verboseName: "action time",
        default: now,
        editable: false,
      }),
    }),
  ],
});
