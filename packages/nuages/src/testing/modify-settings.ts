import { overrideSettings, type ProjectSettings, settings } from "../conf/index.ts";

type ItemOf<List> = List extends readonly (infer Item)[] ? Item : never;

/** How a list changes. */
export interface ListChange<Item> {
  /** Put at the end, unless it is there. */
  readonly append?: Item | readonly Item[];
  /** Put at the beginning, unless it is there. */
  readonly prepend?: Item | readonly Item[];
  /** Taken out. */
  readonly remove?: Item | readonly Item[];
}

/** Changes of settings that are lists. */
export type SettingsChanges = {
  readonly [
    Name in keyof ProjectSettings as NonNullable<ProjectSettings[Name]> extends readonly unknown[]
      ? Name
      : never
  ]?: ListChange<ItemOf<NonNullable<ProjectSettings[Name]>>>;
};

/**
 * Changes settings that are lists until the result is disposed of. Django: `modify_settings()`.
 *
 * @example
 * using _ = modifySettings({ middleware: { append: AuditMiddleware, remove: GZipMiddleware } });
 */
export function modifySettings(changes: SettingsChanges): Disposable {
  const values = Object.entries(changes).map(([name, change]) => {
    // The type of the parameter allows settings that are lists alone.
    const list = Reflect.get(settings, name) as readonly unknown[];
    return [name, changedList(list, change)];
  });
  return overrideSettings(Object.fromEntries(values) as ProjectSettings);
}

function changedList(list: readonly unknown[], change: ListChange<unknown>): unknown[] {
  let changed = [...list];
  for (const [how, given] of Object.entries(change) as [keyof ListChange<unknown>, unknown][]) {
    const items: readonly unknown[] = Array.isArray(given) ? given : [given];
    const fresh = items.filter((item) => !changed.includes(item));
    if (how === "remove") changed = changed.filter((item) => !items.includes(item));
    else changed = how === "append" ? [...changed, ...fresh] : [...fresh, ...changed];
  }
  return changed;
}
