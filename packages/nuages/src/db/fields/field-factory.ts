import type { CheckedOptions, FieldOf } from "./field-types.ts";
import type { Field } from "./field.ts";

/** A function that declares fields of one class, and tells the compiler what its options say. */
export type FieldFactory<V, Options> = <const O extends Options = Options & object>(
  options?: O & CheckedOptions<O, Options>,
) => FieldOf<V, O>;

/**
 * Makes a field class of your own callable in models: `const Upper = models.fieldFactory(UpperField)`,
 * then `code: Upper({ maxLength: 3, null: true })`. The attribute's type follows from the values of the
 * class and the options, as with the fields that are there.
 */
export function fieldFactory<V, Options extends object>(
  type: new (options?: Options) => Field<V>,
): FieldFactory<V, Options> {
  // The field is made with the options that its type is computed of.
  return ((options?: Options) => new type(options)) as unknown as FieldFactory<V, Options>;
}
