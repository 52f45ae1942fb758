import { type CheckMessage, warning } from "../../checks/index.ts";
import type { MigrationKey } from "../migration.ts";

/** What a step does: it fails over rows, loses what is in them, breaks code that is running, or makes others wait. */
export type LintKind = "fails" | "loses" | "breaks" | "locks";

/** What a rule says about an operation. */
export interface Finding {
  /** Stable name of the rule: `migrations.W101`. */
  readonly id: string;
  readonly kind: LintKind;
  /** What happens, in whole sentences. */
  readonly message: string;
  /** The safer way. */
  readonly advice: string;
}

/** A finding with the operation it is about. */
export interface LintFinding extends Finding {
  readonly migration: MigrationKey;
  /** Description of the operation. */
  readonly operation: string;
}

/** The finding as checks report it; `silencedSystemChecks` hides it by its id. */
export function lintMessage({
  id,
  message,
  advice,
  migration,
  operation,
}: LintFinding): CheckMessage {
  return warning({
    id,
    msg: `${operation}: ${message}`,
    hint: advice,
    obj: migration.join("."),
  });
}
