import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { validateDomainName } from "../domain-name.ts";

export default defineMigration({
  initial: true,
  operations: [
    migrations.CreateModel({
      name: "Site",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        domain: models.CharField({
          verboseName: "domain name",
          maxLength: 100,
          validators: [validateDomainName],
        }),
        name: models.CharField({ verboseName: "display name", maxLength: 50 }),
      },
      options: {
        ordering: ["domain"],
        dbTable: "django_site",
        verboseName: "site",
        verboseNamePlural: "sites",
      },
    }),
  ],
});
