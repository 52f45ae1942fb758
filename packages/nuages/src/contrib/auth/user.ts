import { models } from "../../db/index.ts";
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
