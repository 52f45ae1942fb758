export { DecimalValidator } from "./decimal-validator.ts";
export {
  type DomainNameOptions,
  DomainNameValidator,
  validateDomainName,
} from "./domain-name-validator.ts";
export { type EmailOptions, EmailValidator, validateEmail } from "./email-validator.ts";
export {
  deconstructible,
  type Deconstructible,
  type DeconstructibleClass,
} from "./deconstructible.ts";
export { InvalidValidator, NoLength, NotDeconstructible } from "./errors.ts";
export {
  FileExtensionValidator,
  imageExtensions,
  type NamedFile,
  validateImageFileExtension,
} from "./file-validators.ts";
export {
  cleanIpv6Address,
  type CleanIpv6Options,
  ipAddressValidators,
  type IpProtocol,
  validateIpv46Address,
  validateIpv4Address,
  validateIpv6Address,
} from "./ip-validators.ts";
export {
  BaseValidator,
  type Limit,
  MaxLengthValidator,
  MaxValueValidator,
  MinLengthValidator,
  MinValueValidator,
} from "./limit-validators.ts";
export { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
export { ProhibitNullCharactersValidator } from "./null-characters-validator.ts";
export { type RegexOptions, RegexValidator } from "./regex-validator.ts";
export {
  type NumberLike,
  type StepValueOptions,
  StepValueValidator,
} from "./step-value-validator.ts";
export {
  type IntListOptions,
  intListValidator,
  validateCommaSeparatedIntegerList,
  validateInteger,
  validateSlug,
  validateUnicodeSlug,
} from "./text-validators.ts";
export { type URLOptions, URLValidator } from "./url-validator.ts";
export {
  type ErrorData,
  type ErrorDict,
  NON_FIELD_ERRORS,
  ValidationError,
  type ValidationErrorOptions,
  type ValidationErrorSource,
  type ValidationMessage,
} from "./validation-error.ts";
export { type Deconstruction, equalValidators, runValidator, type Validator } from "./validator.ts";
