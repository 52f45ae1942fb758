import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  dependencies: [["contenttypes", "0001_initial"]],
  operations: [
    migrations.AlterModelOptions({
      name: "contenttype",
      options: { verboseName: "content type", verboseNamePlural: "content types" },
    }),
    migrations.AlterField({
      modelName: "contenttype",
      name: "name",
      field: models.CharField({ maxLength: 100, null: true }),
    }),
    // Backwards, the rows need names again: those of their models.
    migrations.RunSQL(migrations.RunSQL.noop, {
      reverseSql: "UPDATE django_content_type SET name = model",
    }),
    migrations.RemoveField({ modelName: "contenttype", name: "name" }),
  ],
});
