import type { Reporter, TestModule } from "vitest/node";

/** Closes a run with the names of what was skipped and one line of counts. */
export default class SkipReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0 };
    const skipped: string[] = [];
    for (const module of modules) {
      if (module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        if (state === "pending") continue;
        counts[state] += 1;
        if (state === "skipped") skipped.push(test.fullName);
      }
    }
    if (skipped.length > 0)
      console.log(`\nSkipped:\n${skipped.map((name) => `  ${name}`).join("\n")}`);
    console.log(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
  }
}
