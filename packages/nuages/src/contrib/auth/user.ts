import { models, type RelatedManager, type SwappableModel } from "../../db/index.ts";
import { AbstractUser } from "./abstract-user.ts";

/** The user model, unless the setting `authUserModel` names another. */
export class User extends models.Model<User>().extends(AbstractUser)(
  {},
  { appLabel: "auth", swappable: "AUTH_USER_MODEL" },
) {}

declare module "../../db/index.ts" {
  interface SwappableDefaults {
    AUTH_USER_MODEL: User;
  }
}

/** The users of the setting `authUserModel`. */
type Users = RelatedManager<Extract<SwappableModel<"AUTH_USER_MODEL">, object>>;

declare module "./group.ts" {
  interface Group {
    readonly userSet: Users;
  }
}

declare module "./permission.ts" {
  interface Permission {
    readonly userSet: Users;
  }
}
