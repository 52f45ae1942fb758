import { error, type CheckMessage } from "../../checks/index.ts";
import { isModelLabel } from "../fields/setting-reference.ts";
import type { ModelMeta } from "./meta.ts";

/** `models.E001` and `E002`: a setting that should name the model which takes the place of this one. */
export function swapFindings(meta: ModelMeta): CheckMessage[] {
  const { replacement, cls, options } = meta;
  if (replacement === undefined) return [];
  const setting = options.swappable ?? "";
  if (!isModelLabel(replacement)) {
    const msg = `'${setting}' is not of the form 'app_label.ModelName'.`;
    return [error({ id: "models.E001", msg, obj: cls })];
  }
  if (meta.registry.byLabel(replacement)?.abstract === false) return [];
  const msg = `'${setting}' references '${replacement}', which has not been installed, or is abstract.`;
  return [error({ id: "models.E002", msg, obj: cls })];
}
