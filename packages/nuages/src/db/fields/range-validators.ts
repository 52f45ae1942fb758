import { MaxValueValidator, MinValueValidator, type Validator } from "../../validation/index.ts";

/** A whole number as `number` where that is exact. */
function exact(value: bigint): number | bigint {
  const small = Number(value);
  return Number.isSafeInteger(small) ? small : value;
}

/** Validators for the range of a column, left out where a given validator is already narrower. */
export function rangeValidators(
  range: readonly [bigint, bigint] | undefined,
  given: readonly Validator[],
): readonly Validator[] {
  if (range === undefined) return [];
  const limits = (kind: typeof MinValueValidator | typeof MaxValueValidator): number[] =>
    given.flatMap((validator) => {
      if (!(validator instanceof kind)) return [];
      const limit: unknown = validator.limitValue;
      return typeof limit === "number" ? [limit] : [];
    });
  const [low, high] = [exact(range[0]), exact(range[1])];
  const validators: Validator[] = [];
  if (!limits(MinValueValidator).some((limit) => limit >= low))
    validators.push(new MinValueValidator(low));
  if (!limits(MaxValueValidator).some((limit) => limit <= high))
    validators.push(new MaxValueValidator(high));
  return validators;
}
