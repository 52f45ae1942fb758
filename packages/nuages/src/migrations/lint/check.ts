import { type CheckContext, type CheckMessage, registerCheck } from "../../checks/index.ts";
import { loadExecutor } from "../executor/migration-executor.ts";
import { lintMessage } from "./finding.ts";
import { lintMigrations } from "./lint-migrations.ts";

/** Risks of the migrations that the databases have yet to get. Asks the databases that are named, and no other. */
export async function checkPendingMigrations({
  databases = [],
  appConfigs,
}: Pick<CheckContext, "databases" | "appConfigs">): Promise<CheckMessage[]> {
  const labels =
    appConfigs === undefined ? undefined : new Set(appConfigs.map(({ label }) => label));
  const found: CheckMessage[] = [];
  for (const using of databases) {
    const executor = await loadExecutor({ using });
    const { database, loader } = executor;
    const findings = await lintMigrations(executor.plan(loader.graph.leafNodes()), {
      database,
      stateBefore: ({ key }) => loader.projectState({ nodes: [key], atEnd: false }),
    });
    const wanted = findings.filter(({ migration: [label] }) => labels?.has(label) ?? true);
    found.push(...wanted.map(lintMessage));
  }
  return found;
}

registerCheck(checkPendingMigrations, { tags: ["database"] });
