import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { validateDomainName } from "../domain-name.ts";

export default defineMigration({
  dependencies: [["sites", "0001_initial"]],
  operations: [
    migrations.AlterField({
      modelName: "site",
      name: "domain",
      field: models.CharField({
        verboseName: "domain name",
        maxLength: 100,
        validators: [validateDomainName],
        unique: true,
      }),
    }),
  ],
});
