export { Group } from "./group.ts";
export { Permission } from "./permission.ts";
export { User } from "./user.ts";
