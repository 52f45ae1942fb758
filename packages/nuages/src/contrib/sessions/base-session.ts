import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";

/** A stored session; extend it for a session model of your own. Django: `AbstractBaseSession`. */
export class AbstractBaseSession extends models.Model<AbstractBaseSession>()(
  {
    sessionKey: models.CharField({
      verboseName: _("session key"),
      maxLength: 40,
      primaryKey: true,
    }),
    sessionData: models.TextField({ verboseName: _("session data") }),
    expireDate: models.DateTimeField({ verboseName: _("expire date"), dbIndex: true }),
  },
  { abstract: true, verboseName: _("session"), verboseNamePlural: _("sessions") },
) {
  override toString(): string {
    return this.sessionKey;
  }
}
