import { settings } from "../conf/index.ts";
import { CommandError } from "./errors.ts";

/**
 * Requires what no server may run without.
 *
 * @throws CommandError without debug and without allowedHosts; ImproperlyConfigured without secretKey
 */
export function requireServable(): void {
  if (settings.debug) return;
  // Read for the error it is when it is empty.
  void settings.secretKey;
  if (settings.allowedHosts.length > 0) return;
  throw new CommandError("You must set allowedHosts if debug is false.", {
    hint: 'List the names of this site in the settings: allowedHosts: ["example.com"].',
  });
}
