import { isolateModels } from "../db/index.ts";

/**
 * Forgets the models that are declared from now on, when the result is disposed of: relations of theirs no
 * longer show on other models. For tests that declare models. Django: `isolate_apps()`.
 *
 * @example
 * using _ = isolateApps();
 * class Pet extends models.Model<Pet>()({ … }, { appLabel: "zoo" }) {}
 */
export function isolateApps(): Disposable {
  return isolateModels();
}
