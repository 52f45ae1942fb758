import type { Deconstructed, Field } from "../../db/index.ts";
import { sameValue } from "./same-value.ts";

const CALLS = new WeakMap<Field, Deconstructed>();

/** The field as a call. Fields in states are never changed, so that it is worked out once. */
export function callOf(field: Field): Deconstructed {
  let call = CALLS.get(field);
  if (call === undefined) {
    call = field.deconstruct();
    CALLS.set(field, call);
  }
  return call;
}

/** Are two fields of one class, with the same arguments and options? Names do not count. */
export function sameField(a: Field, b: Field): boolean {
  if (a === b) return true;
  return a.constructor === b.constructor && sameCall(callOf(a), callOf(b));
}

/** Are two calls of one class the same? */
export function sameCall(a: Deconstructed, b: Deconstructed): boolean {
  return sameValue(a.args, b.args) && sameValue(a.options, b.options);
}
