import { models } from "../../../db/index.ts";
import { defineMigration, migrations } from "../../../migrations/index.ts";
import { now } from "../../../i18n/index.ts";
import { UnicodeUsernameValidator } from "../username-validator.ts";

export default defineMigration({
  initial: true,
  dependencies: [["contenttypes", "__first__"]],
  operations: [
    migrations.CreateModel({
      name: "Permission",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        name: models.CharField({ verboseName: "name", maxLength: 50 }),
        contentType: models.ForeignKey("contenttypes.contenttype", {
          onDelete: models.CASCADE,
          verboseName: "content type",
        }),
        codename: models.CharField({ verboseName: "codename", maxLength: 100 }),
      },
      options: {
        ordering: ["contentType__appLabel", "contentType__model", "codename"],
        uniqueTogether: [["contentType", "codename"]],
        verboseName: "permission",
        verboseNamePlural: "permissions",
      },
    }),
    migrations.CreateModel({
      name: "Group",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        name: models.CharField({ verboseName: "name", maxLength: 80, unique: true }),
        permissions: models.ManyToManyField("auth.permission", {
          verboseName: "permissions",
          blank: true,
        }),
      },
      options: { verboseName: "group", verboseNamePlural: "groups" },
    }),
    migrations.CreateModel({
      name: "User",
      fields: {
        id: models.AutoField({
          verboseName: "ID",
          serialize: false,
          autoCreated: true,
          primaryKey: true,
        }),
        password: models.CharField({ verboseName: "password", maxLength: 128 }),
        lastLogin: models.DateTimeField({ verboseName: "last login", default: now }),
        isSuperuser: models.BooleanField({
          verboseName: "superuser status",
          default: false,
          helpText: "May do everything, without permissions of their own.",
        }),
        username: models.CharField({
          verboseName: "username",
          maxLength: 30,
          unique: true,
          helpText: "At most 30 characters: letters, digits and @/./+/-/_.",
          validators: [new UnicodeUsernameValidator()],
        }),
        firstName: models.CharField({ verboseName: "first name", maxLength: 30, blank: true }),
        lastName: models.CharField({ verboseName: "last name", maxLength: 30, blank: true }),
        email: models.EmailField({ verboseName: "email address", maxLength: 75, blank: true }),
        isStaff: models.BooleanField({
          verboseName: "staff status",
          default: false,
          helpText: "May log in to the admin site.",
        }),
        isActive: models.BooleanField({
          verboseName: "active",
          default: true,
          helpText: "Switch this off instead of deleting an account.",
        }),
        dateJoined: models.DateTimeField({ verboseName: "date joined", default: now }),
        groups: models.ManyToManyField("auth.group", {
          verboseName: "groups",
          blank: true,
          helpText: "The user has the permissions of each of these groups.",
          relatedName: "userSet",
          relatedQueryName: "user",
        }),
        userPermissions: models.ManyToManyField("auth.permission", {
          verboseName: "user permissions",
          blank: true,
          helpText: "Permissions of this user alone.",
          relatedName: "userSet",
          relatedQueryName: "user",
        }),
      },
      options: {
        swappable: "AUTH_USER_MODEL",
        verboseName: "user",
        verboseNamePlural: "users",
      },
    }),
  ],
});
