import type { Api } from "./api.ts";
import { invoke } from "./missing-api.ts";
import { allOf, type Models } from "./models.ts";

/** Asks for the content type of every model that has one, so that no case has to. */
export async function cacheContentTypes(api: Api, models: Models): Promise<void> {
  if (!api.has("ContentType") || !models.has("contenttypes.ContentType")) return;
  const rows = allOf(models.get("contenttypes.ContentType"));
  const types = (await rows) as readonly { readonly appLabel: string; readonly model: string }[];
  const known = new Set(types.map(({ appLabel, model }) => `${appLabel}.${model}`));
  for (const { label, proxy_for: proxied } of models.forms)
    if (proxied === undefined && known.has(label.toLowerCase()) && models.has(label))
      await invoke(api.get("ContentType"), "getForModel", [models.get(label)], "ContentType");
}
