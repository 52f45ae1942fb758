import { MultipleObjectsReturned, ObjectDoesNotExist, ObjectNotUpdated } from "../errors.ts";
import type { ModelClass } from "./model-class.ts";

type Kind = "DoesNotExist" | "MultipleObjectsReturned" | "NotUpdated";

const EXCEPTIONS = new WeakMap<object, Map<string, unknown>>();

/** The exception class that a model has of its own: `Book.DoesNotExist`. */
export function ownException(cls: object, kind: Kind): unknown {
  let known = EXCEPTIONS.get(cls);
  if (known === undefined) {
    known = new Map();
    EXCEPTIONS.set(cls, known);
  }
  let exception = known.get(kind);
  if (exception === undefined) {
    exception = exceptionOf(cls as ModelClass, kind);
    known.set(kind, exception);
  }
  return exception;
}

function exceptionOf(cls: ModelClass, kind: Kind): unknown {
  const base =
    kind === "DoesNotExist"
      ? ObjectDoesNotExist
      : kind === "NotUpdated"
        ? ObjectNotUpdated
        : MultipleObjectsReturned;
  const parents = cls.meta.parents.keys();
  const [parent] = parents;
  const above = (
    parent === undefined ? base : (parent.cls as unknown as Record<string, unknown>)[kind]
  ) as typeof base;
  const made = { [kind]: class extends (above as unknown as new (message: string) => Error) {} }[
    kind
  ];
  return made;
}
