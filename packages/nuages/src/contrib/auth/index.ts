export { AbstractUser } from "./abstract-user.ts";
export { default as auth } from "./app.ts";
export { AbstractBaseUser } from "./base-user.ts";
export { Group } from "./group.ts";
export { Permission } from "./permission.ts";
export { PermissionsMixin } from "./permissions-mixin.ts";
export { User } from "./user.ts";
export { UnicodeUsernameValidator } from "./username-validator.ts";
