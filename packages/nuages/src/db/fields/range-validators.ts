import { MaxValueValidator, MinValueValidator, type Validator } from "../../validation/index.ts";

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
  const [low, high] = [Number(range[0]), Number(range[1])];
  const validators: Validator[] = [];
  if (!limits(MinValueValidator).some((limit) => limit >= low))
    validators.push(new MinValueValidator(low));
  if (!limits(MaxValueValidator).some((limit) => limit <= high))
    validators.push(new MaxValueValidator(high));
  return validators;
}
