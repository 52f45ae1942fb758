import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";

export default defineMigration({
  initial: true,
  operations: [
    migrations.CreateModel({
      name: "Session",
      fields: {
        sessionKey: models.CharField({
          verboseName: "session key",
          maxLength: 40,
          serialize: false,
          primaryKey: true,
        }),
        sessionData: models.TextField({ verboseName: "session data" }),
        expireDate: models.DateTimeField({ verboseName: "expire date", dbIndex: true }),
      },
      options: {
        dbTable: "django_session",
        verboseName: "session",
        verboseNamePlural: "sessions",
      },
    }),
  ],
});
