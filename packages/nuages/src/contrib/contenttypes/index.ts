export { GenericForeignKey, GenericRelation } from "../../db/index.ts";
export { default as contenttypes } from "./app.ts";
export { ContentType } from "./models.ts";
