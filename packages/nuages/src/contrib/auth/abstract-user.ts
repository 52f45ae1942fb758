import { models } from "../../db/index.ts";
import { gettextLazy as _, now } from "../../i18n/index.ts";
import { AbstractBaseUser } from "./base-user.ts";
import { PermissionsMixin } from "./permissions-mixin.ts";
import { UnicodeUsernameValidator } from "./username-validator.ts";

/** The usual user, for a model of your own with more fields. Django: `AbstractUser`. */
export class AbstractUser extends models
  .Model<AbstractUser>()
  .extends(AbstractBaseUser, PermissionsMixin)(
  {
    username: models.CharField({
      verboseName: _("username"),
      maxLength: 150,
      unique: true,
      helpText: _("At most 150 characters: letters, digits and @/./+/-/_."),
      validators: [new UnicodeUsernameValidator()],
      errorMessages: { unique: "A user with that username already exists." },
    }),
    firstName: models.CharField({ verboseName: _("first name"), maxLength: 150, blank: true }),
    lastName: models.CharField({ verboseName: _("last name"), maxLength: 150, blank: true }),
    email: models.EmailField({ verboseName: _("email address"), blank: true }),
    isStaff: models.BooleanField({
      verboseName: _("staff status"),
      default: false,
      helpText: _("May log in to the admin site."),
    }),
    isActive: models.BooleanField({
      verboseName: _("active"),
      default: true,
      helpText: _("Switch this off instead of deleting an account."),
    }),
    dateJoined: models.DateTimeField({ verboseName: _("date joined"), default: now }),
  },
  { abstract: true, verboseName: _("user"), verboseNamePlural: _("users") },
) {
  override toString(): string {
    return this.username;
  }
}
