export { NuagesRangeError, NuagesTypeError } from "./builtin-errors.ts";
export {
  AppRegistryNotReady,
  ImproperlyConfigured,
  InternalError,
  PermissionDenied,
  SuspiciousOperation,
} from "./core-errors.ts";
export { closeMatches, didYouMean, type DidYouMeanOptions } from "./did-you-mean.ts";
export { isNuagesError } from "./is-nuages-error.ts";
export { NuagesError, type NuagesErrorOptions } from "./nuages-error.ts";
