import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  initial: true,
  operations: [
    migrations.CreateModel({
      name: "ContentType",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        name: models.CharField({ maxLength: 100 }),
        appLabel: models.CharField({ maxLength: 100 }),
        model: models.CharField({ maxLength: 100, verboseName: "python model class name" }),
      },
      options: {
        ordering: ["name"],
        dbTable: "django_content_type",
        verboseName: "content type",
        verboseNamePlural: "content types",
      },
    }),
    migrations.AlterUniqueTogether({
      name: "contenttype",
      uniqueTogether: [["appLabel", "model"]],
    }),
  ],
});
