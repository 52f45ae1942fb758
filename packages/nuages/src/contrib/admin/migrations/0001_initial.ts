import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  initial: true,
  dependencies: [migrations.swappableDependency("AUTH_USER_MODEL"), ["contenttypes", "__first__"]],
  operations: [
    migrations.CreateModel({
      name: "LogEntry",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        actionTime: models.DateTimeField({ verboseName: "action time", autoNow: true }),
        objectId: models.TextField({ verboseName: "object id", blank: true, null: true }),
        objectRepr: models.CharField({ verboseName: "object repr", maxLength: 200 }),
        actionFlag: models.PositiveSmallIntegerField({ verboseName: "action flag" }),
        changeMessage: models.TextField({ verboseName: "change message", blank: true }),
        contentType: models.ForeignKey("contenttypes.contenttype", {
          onDelete: models.SET_NULL,
          verboseName: "content type",
          blank: true,
          null: true,
        }),
        user: models.ForeignKey(models.swappable("AUTH_USER_MODEL"), {
          onDelete: models.CASCADE,
          verboseName: "user",
        }),
      },
      options: {
        ordering: ["-actionTime"],
        dbTable: "django_admin_log",
        verboseName: "log entry",
        verboseNamePlural: "log entries",
      },
    }),
  ],
});
