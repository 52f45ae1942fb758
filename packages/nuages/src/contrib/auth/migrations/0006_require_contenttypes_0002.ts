import { defineMigration } from "../../../migrations/index.ts";

// Permissions are made by code that knows content types without names.
export default defineMigration({
  dependencies: [
    ["auth", "0005_alter_user_last_login_null"],
    ["contenttypes", "0002_remove_content_type_name"],
  ],
  operations: [],
});
