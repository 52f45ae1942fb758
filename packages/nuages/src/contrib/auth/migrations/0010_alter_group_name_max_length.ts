import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0009_alter_user_last_name_max_length"]],
  operations: [
    migrations.AlterField({
      modelName: "group",
      name: "name",
      field: models.CharField({ verboseName: "name", maxLength: 150, unique: true }),
    }),
  ],
});
