import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { UnicodeUsernameValidator } from "../username-validator.ts";

export default defineMigration({
  dependencies: [["auth", "0006_require_contenttypes_0002"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "username",
      field: models.CharField({
        verboseName: "username",
        maxLength: 30,
        unique: true,
        helpText: "At most 30 characters: letters, digits and @/./+/-/_.",
        validators: [new UnicodeUsernameValidator()],
        errorMessages: { unique: "A user with that username already exists." },
      }),
    }),
  ],
});
