/**
 * Python's own error classes and what stands for each in our API: the table of docs/errors.md.
 * A class that is not here must bear the same name as Django's.
 */
const COUNTERPARTS: Readonly<Record<string, readonly string[]>> = {
  AttributeError: ["TypeError", "FieldError"],
  IndexError: ["RangeError"],
  InvalidOperation: ["RangeError", "DataError"],
  JSONDecodeError: ["RangeError", "ValidationError"],
  KeyError: ["RangeError", "KeyError"],
  LookupError: ["RangeError", "UnknownLanguage"],
  NotImplementedError: ["NotSupportedError"],
  OverflowError: ["RangeError"],
  RecursionError: ["RangeError"],
  RuntimeError: ["LostFormData", "TransactionManagementError"],
  TypeError: ["TypeError", "FieldError"],
  UnicodeDecodeError: ["RangeError", "TypeError"],
  UnicodeEncodeError: ["RangeError", "TypeError"],
  ValueError: ["RangeError", "ValidationError"],
  ZeroDivisionError: ["RangeError"],
};

/** Whether an error of ours named `ours` is the counterpart of Django's or Python's class `theirs`. */
export function sameError(theirs: string, ours: string): boolean {
  return (
    theirs === ours ||
    (Object.hasOwn(COUNTERPARTS, theirs) && (COUNTERPARTS[theirs]?.includes(ours) ?? false))
  );
}
