import type { BaseManager } from "../../db/index.ts";
import { sameValue } from "../comparing/same-value.ts";
import { AlterModelManagers } from "../operations/alter-model-managers.ts";
import { ALTER_OPTION_KEYS, AlterModelOptions } from "../operations/alter-model-options.ts";
import { AlterModelTableComment } from "../operations/alter-model-table-comment.ts";
import { AlterModelTable } from "../operations/alter-model-table.ts";
import { AlterOrderWithRespectTo } from "../operations/alter-order-with-respect-to.ts";
import { type ModelKey, splitKey } from "../state/references.ts";
import type { Detection } from "./detection.ts";

/** Finds options that the database knows nothing of. */
export function detectOptions(detection: Detection): void {
  const { old, new: next } = detection;
  const changedKind = [
    ...old.unmanaged.intersection(next.concrete),
    ...old.concrete.intersection(next.unmanaged),
  ];
  for (const key of [...detection.kept, ...changedKind].sort()) {
    const options = altered(detection.newModel(key).options);
    if (sameValue(altered(detection.oldModel(key).options), options)) continue;
    const [appLabel, name] = splitKey(key);
    detection.add(appLabel, new AlterModelOptions({ name, options }));
  }
}

function altered(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const said = ALTER_OPTION_KEYS.filter((name) => options[name] !== undefined);
  return Object.fromEntries(said.map((name) => [name, options[name]]));
}

export function detectManagers(detection: Detection): void {
  for (const key of detection.kept) {
    const { managers } = detection.newModel(key);
    if (sameManagers(detection.oldModel(key).managers, managers)) continue;
    const [appLabel, name] = splitKey(key);
    detection.add(appLabel, new AlterModelManagers({ name, managers }));
  }
}

type Managers = ReadonlyMap<string, BaseManager>;

/** Managers are told apart by name, order, class and what was given to them. */
function sameManagers(a: Managers, b: Managers): boolean {
  const [first, other] = [[...a], [...b]];
  return (
    first.length === other.length &&
    first.every(([name, manager], index) => {
      const [otherName, match] = other[index] ?? [];
      return name === otherName && sameValue(manager, match);
    })
  );
}

export function detectTables(detection: Detection): void {
  for (const key of detection.kept) {
    const [appLabel, name] = splitKey(key);
    const table = change(detection, key, "dbTable");
    if (table !== undefined) detection.add(appLabel, new AlterModelTable({ name, table }));
  }
}

export function detectTableComments(detection: Detection): void {
  for (const key of detection.kept) {
    const [appLabel, name] = splitKey(key);
    const comment = change(detection, key, "dbTableComment");
    if (comment !== undefined)
      detection.add(appLabel, new AlterModelTableComment({ name, tableComment: comment }));
  }
}

export function detectOrders(detection: Detection): void {
  for (const key of detection.keptConcrete) {
    const [appLabel, name] = splitKey(key);
    const order = change(detection, key, "orderWithRespectTo");
    if (order === undefined) continue;
    detection.add(appLabel, new AlterOrderWithRespectTo({ name, orderWithRespectTo: order }), {
      dependencies: order === null ? [] : [{ kind: "create", model: key, field: order }],
    });
  }
}

/** The new value of an option that is a text, null where it is unset; undefined when nothing changed. */
function change(detection: Detection, key: ModelKey, option: string): string | null | undefined {
  const before = detection.oldModel(key).options[option] ?? null;
  const after = detection.newModel(key).options[option] ?? null;
  return before === after ? undefined : (after as string | null);
}
