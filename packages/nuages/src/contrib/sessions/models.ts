import { models } from "../../db/index.ts";
import { AbstractBaseSession } from "./base-session.ts";

/** A session in the database. */
export class Session extends models.Model<Session>().extends(AbstractBaseSession)(
  {},
  { appLabel: "sessions", dbTable: "django_session" },
) {}
