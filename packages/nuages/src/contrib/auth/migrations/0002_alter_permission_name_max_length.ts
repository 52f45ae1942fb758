import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["auth", "0001_initial"]],
  operations: [
    migrations.AlterField({
      modelName: "permission",
      name: "name",
      field: models.CharField({ verboseName: "name", maxLength: 255 }),
    }),
  ],
});
