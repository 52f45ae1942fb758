import "./settings-checks.ts";

export {
  type CheckLevel,
  checkLevels,
  CheckMessage,
  type CheckMessageOptions,
  critical,
  debug,
  error,
  info,
  warning,
} from "./message.ts";
export {
  availableTags,
  type Check,
  type CheckContext,
  type CheckTag,
  checkTags,
  registerCheck,
  type RegisterCheckOptions,
  runChecks,
  type RunChecksOptions,
} from "./registry.ts";
export {
  type CheckData,
  checkData,
  type CheckReport,
  reportChecks,
  type ReportOptions,
} from "./report.ts";
