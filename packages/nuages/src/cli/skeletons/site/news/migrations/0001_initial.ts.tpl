import { models } from "nuages/db";
import { defineMigration, migrations } from "nuages/migrations";

export default defineMigration({
  initial: true,
  operations: [
    migrations.CreateModel({
      name: "Article",
      fields: {
        id: models.BigAutoField({
          primaryKey: true,
          autoCreated: true,
          serialize: false,
          verboseName: "ID",
        }),
        title: models.CharField({ maxLength: 200 }),
        slug: models.SlugField({ unique: true }),
        text: models.TextField(),
        published: models.DateTimeField({ autoNowAdd: true }),
      },
      options: { ordering: ["-published"] },
    }),
  ],
});
