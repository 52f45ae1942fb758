import { connections } from "../backends/connections.ts";
import { routeWrite } from "../backends/routers.ts";
import { InvalidValue } from "../errors.ts";
import { writeAliasOf } from "../query/execute.ts";
import type { QueryState } from "../query/state.ts";
import { guarded } from "../transaction/guarded.ts";
import { instanceMeta } from "./instance-state.ts";
import { Collector, type DeleteResult } from "./deletion-collector.ts";
import { deleteUnseen } from "./delete-statements.ts";
import { canFastDelete } from "./fast-delete.ts";

/** `delete()` of a queryset. */
export async function collectAndDelete(state: QueryState, origin: unknown): Promise<DeleteResult> {
  const { meta } = state;
  const using = writeAliasOf(state);
  if (canFastDelete(meta)) {
    const changes = await guarded(() => deleteUnseen(state, connections.get(using)), using);
    return [changes, changes === 0 ? {} : { [meta.label]: changes }];
  }
  const collector = new Collector(using, origin);
  await collector.collectState(state);
  await collector.checkRestricted(meta.name);
  return collector.delete();
}

/** Options of `delete()` of an instance. */
export interface DeleteOptions {
  readonly using?: string;
  /** Leaves the rows of parent models in multi-table inheritance. Default: false. */
  readonly keepParents?: boolean;
}

/** `delete()` of an instance. */
export async function deleteInstance(
  instance: object,
  { using, keepParents = false }: DeleteOptions,
): Promise<DeleteResult> {
  const meta = instanceMeta(instance);
  const key = meta?.keyOf(instance);
  const parts = Array.isArray(key) ? key : [key];
  if (meta === undefined || parts.some((part) => part === null || part === undefined)) {
    throw new InvalidValue(
      `A ${meta?.label ?? "model"} object can't be deleted because its primary key is not set.`,
      { hint: "It was never saved, or was deleted already." },
    );
  }
  const alias = using ?? routeWrite(meta, { instance });
  const collector = new Collector(alias, instance);
  await collector.collect(meta, [instance], { keepParents });
  await collector.checkRestricted(meta.name);
  return collector.delete();
}
