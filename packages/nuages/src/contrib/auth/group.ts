import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";
import { Permission } from "./permission.ts";

/** Users who may do the same. */
export class Group extends models.Model<Group>()(
  {
    name: models.CharField({ verboseName: _("name"), maxLength: 150, unique: true }),
    permissions: models.ManyToManyField(() => Permission, {
      verboseName: _("permissions"),
      blank: true,
    }),
  },
  { appLabel: "auth", verboseName: _("group"), verboseNamePlural: _("groups") },
) {
  override toString(): string {
    return this.name;
  }
}
