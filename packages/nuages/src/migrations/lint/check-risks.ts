import { type CheckContext, type CheckMessage, registerCheck } from "../../checks/index.ts";
import { apps } from "../../apps/index.ts";
import { loadExecutor } from "../executor/migration-executor.ts";
import { lintMessage } from "./finding.ts";
import { lintMigrations } from "./lint-migrations.ts";

/** Steps not yet applied that are a risk; asks the databases that `check --database` names. */
async function checkRisks({ databases = [], appConfigs }: CheckContext): Promise<CheckMessage[]> {
  if (!apps.ready) return [];
  const labels = appConfigs?.map(({ label }) => label);
  const found: CheckMessage[] = [];
  for (const using of databases) {
    const executor = await loadExecutor({ using });
    const { loader, database } = executor;
    const plan = executor
      .plan(loader.graph.leafNodes())
      .filter(({ migration }) => labels?.includes(migration.appLabel) ?? true);
    const findings = await lintMigrations(plan, {
      database,
      stateBefore: ({ key }) => loader.projectState({ nodes: [key], atEnd: false }),
    });
    found.push(...findings.map(lintMessage));
  }
  return found;
}

registerCheck(checkRisks, { tags: ["database"] });
