import { NuagesError } from "../errors/index.ts";

/** A redirect leads back to where it came from, or there are too many. Django: `RedirectCycleError`. */
export class RedirectCycleError extends NuagesError {
  readonly code = "testing.redirect_cycle";
}
