import { models } from "../../db/index.ts";
import { gettextLazy as _, now } from "../../i18n/index.ts";
import { ContentType } from "../contenttypes/index.ts";

/** What was done to an object in the admin. */
export const ActionFlag = models.choices({
  ADDITION: [1, "Addition"],
  CHANGE: [2, "Change"],
  DELETION: [3, "Deletion"],
});

/** One change that somebody made in the admin. */
export class LogEntry extends models.Model<LogEntry>()(
  {
    actionTime: models.DateTimeField({
      verboseName: _("action time"),
      default: now,
      editable: false,
    }),
    user: models.ForeignKey(models.swappable("AUTH_USER_MODEL"), {
      onDelete: models.CASCADE,
      verboseName: _("user"),
    }),
    contentType: models.ForeignKey(() => ContentType, {
      onDelete: models.SET_NULL,
      verboseName: _("content type"),
      blank: true,
      null: true,
    }),
    objectId: models.TextField({ verboseName: _("object id"), blank: true, null: true }),
    objectRepr: models.CharField({ verboseName: _("object repr"), maxLength: 200 }),
    actionFlag: models.PositiveSmallIntegerField({
      verboseName: _("action flag"),
      choices: ActionFlag.choices,
    }),
    changeMessage: models.TextField({ verboseName: _("change message"), blank: true }),
  },
  {
    appLabel: "admin",
    dbTable: "django_admin_log",
    verboseName: _("log entry"),
    verboseNamePlural: _("log entries"),
    ordering: ["-actionTime"],
  },
) {
  override toString(): string {
    return `${ActionFlag.label(this.actionFlag)}: ${this.objectRepr}`;
  }
}
