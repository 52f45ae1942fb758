import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0002_alter_permission_name_max_length"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "email",
      field: models.EmailField({ verboseName: "email address", maxLength: 254, blank: true }),
    }),
  ],
});
