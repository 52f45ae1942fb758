import { NuagesError } from "./nuages-error.ts";

/** A setting, an app or a component is missing or wrong, so the site cannot run. Django: `ImproperlyConfigured`. */
export class ImproperlyConfigured extends NuagesError {
  readonly code: string = "improperly_configured";
}

/** Something that the framework holds impossible happened: a bug in Nuages, not in the site. */
export class InternalError extends NuagesError {
  readonly code = "internal";

  constructor(message: string) {
    super(`Internal error: ${message}.`, {
      hint: "This is a bug in Nuages. Please report it with the code that leads here.",
    });
  }
}

/** Apps or models were used before `setup()` had loaded them. Django: `AppRegistryNotReady`. */
export class AppRegistryNotReady extends NuagesError {
  readonly code = "apps.not_ready";
}

/**
 * A visitor did something that no honest client does; the answer is 400. Django: `SuspiciousOperation`.
 * The message is for the log, not for the visitor.
 */
export class SuspiciousOperation extends NuagesError {
  readonly code: string = "suspicious_operation";
}

/** The user may not do this; the answer is 403. Django: `PermissionDenied`. */
export class PermissionDenied extends NuagesError {
  readonly code = "permission_denied";

  constructor(message = "") {
    super(message);
  }
}
