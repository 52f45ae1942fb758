import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["admin", "0002_logentry_remove_auto_add"]],
  operations: [
    migrations.AlterField({
      modelName: "logentry",
      name: "actionFlag",
      field: models.PositiveSmallIntegerField({
        verboseName: "action flag",
        choices: [
          [1, "Addition"],
          [2, "Change"],
          [3, "Deletion"],
        ],
      }),
    }),
  ],
});
