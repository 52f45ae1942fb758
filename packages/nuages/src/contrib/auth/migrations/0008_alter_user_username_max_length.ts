import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { UnicodeUsernameValidator } from "../username-validator.ts";

export default defineMigration({
  dependencies: [["auth", "0007_alter_validators_add_error_messages"]],
  operations: [
    migrations.AlterField({
      modelName: "user",
      name: "username",
      field: models.CharField({
        verboseName: "username",
        maxLength: 150,
        unique: true,
        helpText: "At most 150 characters: letters, digits and @/./+/-/_.",
        validators: [new UnicodeUsernameValidator()],
        errorMessages: { unique: "A user with that username already exists." },
      }),
    }),
  ],
});
