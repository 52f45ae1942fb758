import { connections, DEFAULT_ALIAS, type Database } from "../db/index.ts";
import { TestSetupError } from "./errors.ts";
import type { TestFunction, WrappedTest } from "./test-case.ts";

type Features = Database["dialect"]["features"];

/** Name of something that only some databases can. */
export type DatabaseFeature = {
  [Name in keyof Features]-?: NonNullable<Features[Name]> extends boolean ? Name : never;
}[keyof Features];

type Skipping = <Args extends readonly unknown[]>(test: TestFunction<Args>) => WrappedTest<Args>;

function has(feature: DatabaseFeature): boolean {
  return connections.get(DEFAULT_ALIAS).dialect.features[feature] === true;
}

/** Runs the test, or has the runner skip it: `node:test` and Vitest pass tests a context that can. */
function skippingIf(reason: () => string | undefined): Skipping {
  return (test) =>
    async (...args) => {
      const why = reason();
      if (why === undefined) {
        await test(...args);
        return;
      }
      const context = args.find(canSkip);
      if (context === undefined) {
        throw new TestSetupError(
          `The test must be skipped (${why}), but its runner gives no way to.`,
          {
            hint: "Pass the function to it() as it is: node:test and Vitest call it with a context that has skip().",
          },
        );
      }
      context.skip(why);
    };
}

function canSkip(value: unknown): value is { skip(reason: string): void } {
  const isObject = (typeof value === "object" && value !== null) || typeof value === "function";
  return isObject && typeof Reflect.get(value, "skip") === "function";
}

/**
 * Skips a test unless the default database has all of these features. Django: `skipUnlessDBFeature`.
 *
 * @example
 * it("takes the first of each", skipUnlessDBFeature("distinctOn")(testCase(async () => { … })));
 */
export function skipUnlessDBFeature(...features: readonly DatabaseFeature[]): Skipping {
  return skippingIf(() => {
    const missing = features.filter((feature) => !has(feature));
    return missing.length === 0
      ? undefined
      : `Database doesn't support feature(s): ${missing.join(", ")}`;
  });
}

/** Skips a test if the default database has all of these features. Django: `skipIfDBFeature`. */
export function skipIfDBFeature(...features: readonly DatabaseFeature[]): Skipping {
  return skippingIf(() =>
    features.every(has) ? `Database has feature(s) ${features.join(", ")}` : undefined,
  );
}

/** Skips a test unless the default database has one of these features. Django: `skipUnlessAnyDBFeature`. */
export function skipUnlessAnyDBFeature(...features: readonly DatabaseFeature[]): Skipping {
  return skippingIf(() =>
    features.some(has)
      ? undefined
      : `Database doesn't support any of the feature(s): ${features.join(", ")}`,
  );
}
