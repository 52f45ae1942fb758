export { GenericForeignKey, GenericRelation } from "../../db/index.ts";
export { default as contenttypes } from "./app.ts";
export {
  type ContentTypeArgs,
  createContentTypes,
  migratedModels,
  modelForRows,
  rowsOf,
} from "./create-content-types.ts";
export { ContentType } from "./models.ts";
