import { ValidationError } from "nuages/validation";

import { invoke } from "./missing-api.ts";
import type { Names } from "./names.ts";

interface Call {
  readonly args: readonly unknown[];
  readonly names: Names;
}

/** The codes of errors, sorted; a message without code is null, and comes first. */
function codesOf(errors: readonly ValidationError[]): (string | null)[] {
  const codes = errors.map(({ code }) => code).sort();
  return codes.map((code) => (code === "" ? null : code));
}

/** Codes by field; those of no field under `other`. */
export function codesByField(
  error: ValidationError,
  other: string,
  names: Names,
): Record<string, unknown> {
  const fields = Object.entries(error.errorDict ?? { [other]: error.errorList });
  return Object.fromEntries(
    fields.map(([field, errors]) => [field === other ? field : names.back(field), codesOf(errors)]),
  );
}

/** Calls a validating method; gives the codes of each field that it refused, or null. */
export async function validate(
  instance: object,
  method: string,
  { args, names }: Call,
): Promise<unknown> {
  try {
    await invoke(instance, method, args, "Model");
    return null;
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return codesByField(error, "__all__", names);
  }
}
