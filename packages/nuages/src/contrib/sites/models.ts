import { models } from "../../db/index.ts";
import { gettextLazy as _ } from "../../i18n/index.ts";
import { validateDomainName } from "./domain-name.ts";

/** One of the sites that share a database. */
export class Site extends models.Model<Site>()(
  {
    domain: models.CharField({
      verboseName: _("domain name"),
      maxLength: 100,
      validators: [validateDomainName],
      unique: true,
    }),
    name: models.CharField({ verboseName: _("display name"), maxLength: 50 }),
  },
  {
    appLabel: "sites",
    dbTable: "django_site",
    verboseName: _("site"),
    verboseNamePlural: _("sites"),
    ordering: ["domain"],
  },
) {
  override toString(): string {
    return this.domain;
  }
}
