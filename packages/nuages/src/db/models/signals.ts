import { Signal } from "../../signals/index.ts";
import type { ModelClass } from "./model-class.ts";

/** Sent before an instance takes its values, with what was passed. Receivers must be synchronous. */
export const preInit = new Signal<{ values: object | undefined }>("preInit");
/** Sent when an instance has its values. Receivers must be synchronous. */
export const postInit = new Signal<{ instance: object }>("postInit");
/** Sent before an instance is saved. `raw`: the values come from a fixture as they are. */
export const preSave = new Signal<SaveArgs>("preSave");
/** Sent after an instance was saved. */
export const postSave = new Signal<SaveArgs & { created: boolean }>("postSave");
/** Sent before a row is deleted. */
export const preDelete = new Signal<DeleteArgs>("preDelete");
/** Sent after a row was deleted. */
export const postDelete = new Signal<DeleteArgs>("postDelete");
/** Sent when a many-to-many relation changes, before and after; the sender is the model between. */
export const m2mChanged = new Signal<ManyChangedArgs>("m2mChanged");
/** Sent when a model is ready for use; the sender is the model. Receivers must be synchronous. */
export const classPrepared = new Signal<object>("classPrepared");

export interface SaveArgs {
  instance: object;
  raw: boolean;
  using: string;
  updateFields: readonly string[] | undefined;
}

export interface DeleteArgs {
  instance: object;
  using: string;
  /** The instance or queryset that the deletion began with. */
  origin: unknown;
}

export interface ManyChangedArgs {
  instance: object;
  action: "preAdd" | "postAdd" | "preRemove" | "postRemove" | "preClear" | "postClear";
  /** The relation is used from the side that does not declare it. */
  reverse: boolean;
  model: ModelClass;
  pkSet: ReadonlySet<unknown> | undefined;
  using: string;
}

/** Tells the listeners of `postInit`; costs one look when there are none. */
export function sendInit(instance: object): void {
  if (postInit.hasListeners(instance.constructor))
    postInit.sendSync(instance.constructor, { instance });
}
