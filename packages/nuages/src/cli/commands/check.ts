import { type AppConfig, AppLookupError, apps } from "../../apps/index.ts";
import {
  availableTags,
  checkData,
  type CheckLevel,
  reportChecks,
  runChecks,
} from "../../checks/index.ts";
import { closeMatches } from "../../errors/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError, SystemCheckError } from "../errors.ts";
import { loadCheckedLayers } from "../run-command.ts";

const failLevels = ["CRITICAL", "ERROR", "WARNING", "INFO", "DEBUG"] as const;

export default defineCommand({
  help: "Checks the whole project for problems.",
  requiresSystemChecks: [],
  arguments: {
    appLabel: { positional: true, multiple: true, optional: true, help: "Only these apps." },
    tags: {
      flags: ["-t", "--tag"],
      multiple: true,
      metavar: "TAG",
      help: "Only checks with this tag.",
    },
    listTags: { type: "boolean", help: "Print the tags there are." },
    deploy: { type: "boolean", help: "Also check what matters in production." },
    failLevel: {
      choices: failLevels,
      default: "ERROR",
      help: "Findings of this level or worse are a failure.",
    },
    databases: {
      flags: ["--database"],
      multiple: true,
      metavar: "ALIAS",
      help: "Also check this database.",
    },
    json: { type: "boolean", help: "Print the findings as JSON." },
  },
  async handle(options, { stdout, stderr }) {
    const { deploy, tags, databases } = options;
    await loadCheckedLayers({ deploy });
    // What is checked of databases: the steps that are to be applied.
    if (databases.length > 0) await import("../../migrations/index.ts");
    if (options.listTags) return availableTags({ deploy }).join("\n");
    refuseUnknownTags(tags, deploy);
    const labels = options.appLabel;
    const found = await runChecks({
      deploy,
      ...(tags.length > 0 ? { tags } : {}),
      ...(labels.length > 0 ? { appConfigs: labels.map(appConfigOf) } : {}),
      ...(databases.length > 0 ? { databases } : {}),
    });
    const report = reportChecks(found, {
      failLevel: options.failLevel.toLowerCase() as CheckLevel,
      style: stderr.style,
    });
    if (options.json) {
      stdout.write(JSON.stringify({ failed: report.failed, issues: checkData(found) }, null, 2));
      if (report.failed) throw new SystemCheckError("");
      return undefined;
    }
    if (report.failed) throw new SystemCheckError(report.text);
    const hasFindings = found.some((message) => !message.isSilenced());
    (hasFindings ? stderr : stdout).write(report.text);
    return undefined;
  },
});

function appConfigOf(label: string): AppConfig {
  try {
    return apps.getAppConfig(label);
  } catch (error) {
    if (!(error instanceof AppLookupError)) throw error;
    throw new CommandError(error.message, { cause: error });
  }
}

function refuseUnknownTags(tags: readonly string[], deploy: boolean): void {
  const known = availableTags({ deploy });
  const unknown = tags.find((tag) => !known.includes(tag));
  if (unknown === undefined) return;
  const [near] = closeMatches(unknown, known, 1);
  throw new CommandError(`There is no system check with the "${unknown}" tag.`, {
    hint: `${near === undefined ? "" : `Did you mean "${near}"? `}Tags: ${known.join(", ")}.`,
  });
}
