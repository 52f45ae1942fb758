import { detectAddedFields, detectAlteredFields, detectRemovedFields } from "./changed-fields.ts";
import {
  findChangedConstraints,
  planAddedConstraints,
  planAlteredConstraints,
  planRemovedConstraints,
} from "./changed-constraints.ts";
import {
  findChangedIndexes,
  planAddedIndexes,
  planRemovedIndexes,
  planRenamedIndexes,
} from "./changed-indexes.ts";
import { findChangedTogether, planGrownTogether, planShrunkTogether } from "./changed-together.ts";
import { detectCreatedModels, detectCreatedProxies } from "./created-models.ts";
import { detectDeletedModels, detectDeletedProxies } from "./deleted-models.ts";
import type { Detection } from "./detection.ts";
import { fieldKeys } from "./field-keys.ts";
import {
  detectManagers,
  detectOptions,
  detectOrders,
  detectTableComments,
  detectTables,
} from "./model-options.ts";
import { findRenamedFields, planRenamedFields } from "./renamed-fields.ts";
import { detectRenamedModels } from "./renamed-models.ts";

/**
 * Finds all operations, app by app. Operations of one app keep the order in which they are found
 * here, but for their dependencies: what lets go of a field comes before what removes it, and what
 * is added comes before what needs it.
 */
export async function detectChanges(detection: Detection): Promise<void> {
  await detectRenamedModels(detection);
  detectDeletedModels(detection);
  detectCreatedModels(detection);
  detectDeletedProxies(detection);
  detectCreatedProxies(detection);
  detectOptions(detection);
  detectManagers(detection);
  const keys = fieldKeys(detection);
  const renamed = await findRenamedFields(detection, keys);
  const indexes = findChangedIndexes(detection);
  const constraints = findChangedConstraints(detection);
  planRemovedConstraints(detection, constraints);
  planRemovedIndexes(detection, indexes);
  planRenamedFields(detection, renamed);
  planRenamedIndexes(detection, indexes);
  const together = findChangedTogether(detection);
  planShrunkTogether(detection, together);
  detectRemovedFields(detection, keys);
  await detectAddedFields(detection, keys);
  await detectAlteredFields(detection, renamed);
  detectOrders(detection);
  planGrownTogether(detection, together);
  planAddedIndexes(detection, indexes);
  planAddedConstraints(detection, constraints);
  planAlteredConstraints(detection, constraints);
  detectTables(detection);
  detectTableComments(detection);
}
