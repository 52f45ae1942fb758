import type { ModelMeta } from "../../db/index.ts";
import {
  type ContentType,
  type ContentTypeArgs,
  createContentTypes,
  migratedModels,
  modelForRows,
  rowsOf,
} from "../contenttypes/index.ts";
import type { Permission } from "./permission.ts";

const DEFAULT_PERMISSIONS = ["add", "change", "delete", "view"];

/** Code names and names of the permissions of a model. */
function permissionsOf(meta: ModelMeta): (readonly [codename: string, name: string])[] {
  const { defaultPermissions = DEFAULT_PERMISSIONS, permissions = [] } = meta.options;
  const usual = defaultPermissions.map(
    (action) => [`${action}_${meta.modelName}`, `Can ${action} ${meta.verboseName}`] as const,
  );
  return [...usual, ...permissions];
}

/** Makes the rows of `auth_permission` that models of an app lack. Django: `create_permissions()`. */
export async function createPermissions(args: ContentTypeArgs): Promise<void> {
  const { using, appConfig, verbosity, write } = args;
  const classes = migratedModels(args);
  const types = modelForRows(args, "contenttypes.contenttype");
  const model = modelForRows(args, "auth.permission");
  if (classes.length === 0 || types === undefined || model === undefined) return;
  await createContentTypes(args);
  const keys = new Map(
    await rowsOf<ContentType>(types, using)
      .filter({ appLabel: appConfig.label })
      .valuesList("model", "pk"),
  );
  const rows = rowsOf<Permission>(model, using);
  const there = await rows
    .filter({ contentType__in: [...keys.values()] })
    .valuesList("contentTypeId", "codename");
  const known = new Set(there.map((pair) => pair.join(":")));
  const wanted = classes.flatMap(({ meta }) =>
    permissionsOf(meta).map(([codename, name]) => ({
      contentTypeId: keys.get(meta.modelName),
      codename,
      name,
    })),
  );
  const missing = wanted.filter(
    ({ contentTypeId, codename }) => !known.has(`${contentTypeId}:${codename}`),
  );
  await rows.bulkCreate(missing.map((values) => new model(values) as Permission));
  if (verbosity >= 2) for (const { name } of missing) write(`Adding permission '${name}'`);
}
