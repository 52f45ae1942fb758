import { models } from "../../../db/index.ts";
import { defineMigration, type MigrationCode, migrations } from "../../../migrations/index.ts";
/** Gives the rows names again: those of their models. */
const nameAfterModel: MigrationCode = async (apps, { database: { alias } }) => {
  const { meta } = apps.getModel("contenttypes", "ContentType");
  await meta.baseRows(alias).update({ name: models.F("model") });
};

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
    migrations.RunTS(migrations.RunTS.noop, { reverseCode: nameAfterModel }),
    migrations.RemoveField({ modelName: "contenttype", name: "name" }),
  ],
});
