import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";

/** What every kind of user has. Extend it for a user model of your own. Django: `AbstractBaseUser`. */
export class AbstractBaseUser extends models.Model<AbstractBaseUser>()(
  {
    password: models.CharField({ verboseName: _("password"), maxLength: 128 }),
    lastLogin: models.DateTimeField({ verboseName: _("last login"), blank: true, null: true }),
  },
  { abstract: true },
) {}
