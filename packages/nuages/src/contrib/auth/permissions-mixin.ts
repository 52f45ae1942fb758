import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";
import { Group } from "./group.ts";
import { Permission } from "./permission.ts";

/** Groups and permissions for a user model. Django: `PermissionsMixin`. */
export class PermissionsMixin extends models.Model<PermissionsMixin>()(
  {
    isSuperuser: models.BooleanField({
      verboseName: _("superuser status"),
      default: false,
      helpText: _("May do everything, without permissions of their own."),
    }),
    groups: models.ManyToManyField(() => Group, {
      verboseName: _("groups"),
      blank: true,
      helpText: _("The user has the permissions of each of these groups."),
      relatedName: "userSet",
      relatedQueryName: "user",
    }),
    userPermissions: models.ManyToManyField(() => Permission, {
      verboseName: _("user permissions"),
      blank: true,
      helpText: _("Permissions of this user alone."),
      relatedName: "userSet",
      relatedQueryName: "user",
    }),
  },
  { abstract: true },
) {}
