import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0011_update_proxy_permissions"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "firstName",
      field: models.CharField({ verboseName: "first name", maxLength: 150, blank: true }),
    }),
  ],
});
