export { default as sessions } from "./app.ts";
export { AbstractBaseSession } from "./base-session.ts";
export { Session } from "./models.ts";
