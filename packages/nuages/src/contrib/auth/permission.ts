import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";
import { ContentType } from "../contenttypes/index.ts";

/** What a user may do with the objects of a model: `add`, `change`, `delete`, `view`, or something of your own. */
export class Permission extends models.Model<Permission>()(
  {
    name: models.CharField({ verboseName: _("name"), maxLength: 255 }),
    contentType: models.ForeignKey(() => ContentType, {
      onDelete: models.CASCADE,
      verboseName: _("content type"),
    }),
    codename: models.CharField({ verboseName: _("codename"), maxLength: 100 }),
  },
  {
    appLabel: "auth",
    verboseName: _("permission"),
    verboseNamePlural: _("permissions"),
    uniqueTogether: [["contentType", "codename"]],
    ordering: ["contentType__appLabel", "contentType__model", "codename"],
  },
) {
  override toString(): string {
    return this.name;
  }
}
