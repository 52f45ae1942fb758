import { NuagesTypeError } from "../errors/index.ts";

/** A validator was made with options that do not fit together. Python: `TypeError`, `ValueError`. */
export class InvalidValidator extends NuagesTypeError {
  readonly code = "validation.invalid_validator";
}

/** A validator that measures length was given a value that has none. Python: `TypeError`. */
export class NoLength extends NuagesTypeError {
  readonly code = "validation.no_length";

  constructor(value: unknown) {
    super(`A value of type ${value === null ? "null" : typeof value} has no length.`, {
      hint: "Use a length validator for text, arrays, maps, sets and bytes only.",
    });
  }
}

/** Nobody knows with which arguments an object was made. */
export class NotDeconstructible extends NuagesTypeError {
  readonly code = "validation.not_deconstructible";

  static subclass(name: string): NotDeconstructible {
    return new NotDeconstructible(`The arguments of ${name} are not known.`, {
      hint: `It extends a deconstructible class, but is none itself: const ${name} = deconstructible(class ${name} extends … { … }).`,
    });
  }
}
