import { defineMigration, migrations } from "../../../migrations/index.ts";

// Moved permissions of proxy models to content types of their own, in databases from before 2018. There
// are none that Nuages made.
export default defineMigration({
  dependencies: [
    ["auth", "0010_alter_group_name_max_length"],
    ["contenttypes", "0002_remove_content_type_name"],
  ],
  operations: [migrations.RunTS(migrations.RunTS.noop, { reverseCode: migrations.RunTS.noop })],
});
