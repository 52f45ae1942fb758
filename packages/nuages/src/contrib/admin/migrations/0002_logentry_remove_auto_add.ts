import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { DateTime } from "../../../utils/datetime.ts";

export default defineMigration({
  dependencies: [["admin", "0001_initial"]],
  operations: [
    migrations.AlterField({
      modelName: "logentry",
      name: "actionTime",
      field: models.DateTimeField({
        verboseName: "action time",
        default: DateTime.now,
        editable: false,
      }),
    }),
  ],
});
