import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0008_alter_user_username_max_length"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "lastName",
      field: models.CharField({ verboseName: "last name", maxLength: 150, blank: true }),
    }),
  ],
});
