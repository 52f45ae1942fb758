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
