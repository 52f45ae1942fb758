import { ValidationError } from "../../validation/index.ts";
import { valueText } from "../../utils/value-text.ts";
import { callable } from "../callable.ts";
import { Field, type FieldOptions, type ValueKind } from "./field.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";

const TRUE: ReadonlySet<unknown> = new Set([true, 1, 1n, "t", "True", "true", "1"]);
const FALSE: ReadonlySet<unknown> = new Set([false, 0, 0n, "f", "False", "false", "0"]);

class BooleanFieldBase extends Field<boolean> {
  override get kind(): ValueKind {
    return "boolean";
  }

  static override readonly messages: Readonly<Record<string, string>> = {
    invalid: "“%(value)s” value must be either True or False.",
    invalid_nullable: "“%(value)s” value must be either True, False, or None.",
  };

  constructor(options: FieldOptions<boolean> = {}) {
    super({ ...options });
  }

  override get emptyStringsAllowed(): boolean {
    return false;
  }

  override toPython(value: unknown): boolean | null {
    if (TRUE.has(value)) return true;
    if (FALSE.has(value)) return false;
    if (this.null && this.isEmpty(value)) return null;
    throw new ValidationError(this.errorMessage(this.null ? "invalid_nullable" : "invalid"), {
      code: "invalid",
      params: { value },
    });
  }

  override getPrepValue(value: unknown): unknown {
    return value === null || value === undefined ? null : this.toPython(value);
  }

  override valueToString(instance: object): string {
    return valueText(this.valueFromObject(instance));
  }

  /** A checkbox that is not ticked is a value, not "nothing". */
  override validate(value: unknown, instance?: object): void {
    if (this.options.choices !== undefined || value === null || value === undefined)
      super.validate(value, instance);
  }
}

type BooleanFactory = <const O extends FieldOptions<boolean> = object>(
  options?: O & CheckedOptions<O, FieldOptions<boolean>>,
) => FieldOf<boolean, O>;

/** True or false; with `null: true` also unknown. */
export const BooleanField = callable<BooleanFactory, typeof BooleanFieldBase>(
  BooleanFieldBase,
  "BooleanField",
);
