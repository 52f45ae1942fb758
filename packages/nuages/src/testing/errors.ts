import { NuagesError } from "../errors/index.ts";

/** A redirect leads back to where it came from, or there are too many. Django: `RedirectCycleError`. */
export class RedirectCycleError extends NuagesError {
  readonly code = "testing.redirect_cycle";
}

/** A test asks a database that it has not named. Django: `DatabaseOperationForbidden`. */
export class DatabaseOperationForbidden extends NuagesError {
  readonly code = "testing.database_forbidden";

  static queries(alias: string, allowed: readonly string[]): DatabaseOperationForbidden {
    const wrapped =
      allowed.length === 0
        ? `Wrap the test in testCase(test${alias === "default" ? "" : `, { databases: [${JSON.stringify(alias)}] }`}).`
        : `Name it: testCase(test, { databases: ${JSON.stringify([...allowed, alias])} }).`;
    return new DatabaseOperationForbidden(
      `Database queries to "${alias}" are not allowed in this test.`,
      { hint: wrapped, details: { alias, allowed } },
    );
  }
}

/** A test tool is used where it cannot work. */
export class TestSetupError extends NuagesError {
  readonly code = "testing.setup";
}
