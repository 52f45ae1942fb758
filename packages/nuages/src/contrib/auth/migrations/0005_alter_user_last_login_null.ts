import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0004_alter_user_username_opts"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "lastLogin",
      field: models.DateTimeField({ verboseName: "last login", blank: true, null: true }),
    }),
  ],
});
