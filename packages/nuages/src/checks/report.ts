import { plainStyle, type Style } from "../utils/termcolors.ts";
import { type CheckLevel, checkLevels, type CheckMessage } from "./message.ts";

/** Options of {@link reportChecks}. */
export interface ReportOptions {
  /** From this level on the report is a failure. Default: `error`. */
  readonly failLevel?: CheckLevel;
  /** Paints the groups. Default: no colours. */
  readonly style?: Style;
  /** Whether a report without findings says so. Default: true. */
  readonly showCount?: boolean;
}

/** What was found, for a person. */
export interface CheckReport {
  /** The findings grouped by level, worst first, and how many there are; empty when there is nothing to say. */
  readonly text: string;
  /** Whether a finding that is not silenced is as bad as `failLevel`. */
  readonly failed: boolean;
}

interface Group {
  readonly title: string;
  readonly from: number;
  readonly role: "ERROR" | "WARNING" | "NOTICE";
}

const groups: readonly Group[] = [
  { title: "CRITICALS", from: checkLevels.critical, role: "ERROR" },
  { title: "ERRORS", from: checkLevels.error, role: "ERROR" },
  { title: "WARNINGS", from: checkLevels.warning, role: "WARNING" },
  { title: "INFOS", from: checkLevels.info, role: "NOTICE" },
  { title: "DEBUGS", from: 0, role: "NOTICE" },
];

/** Puts findings into the form in which commands print them. */
export function reportChecks(
  messages: readonly CheckMessage[],
  options: ReportOptions = {},
): CheckReport {
  const { failLevel = "error", style = plainStyle, showCount = true } = options;
  const visible = messages.filter((message) => !message.isSilenced());
  const blocks = groups.flatMap((group, index) => {
    const below = groups[index - 1]?.from ?? Infinity;
    const members = visible.filter(({ level }) => level >= group.from && level < below);
    const lines = members.map((message) => style[group.role](message.toString()));
    return members.length === 0 ? [] : [`\n${group.title}:\n${lines.join("\n")}\n`];
  });
  const count = countLine(visible.length, messages.length - visible.length);
  const failed = visible.some((message) => message.isSerious(checkLevels[failLevel]));
  if (blocks.length === 0) return { text: showCount ? count : "", failed };
  const tail = showCount || failed ? `\n${count}` : "";
  return { text: `System check identified some issues:\n${blocks.join("")}${tail}`, failed };
}

function countLine(visible: number, silenced: number): string {
  const issues = visible === 0 ? "no issues" : visible === 1 ? "1 issue" : `${visible} issues`;
  return `System check identified ${issues} (${silenced} silenced).`;
}

/** A finding for programs, as `check --json` prints it. */
export interface CheckData {
  readonly level: CheckLevel;
  readonly id: string | null;
  readonly object: string;
  readonly message: string;
  readonly hint: string | null;
  readonly silenced: boolean;
}

/** The findings for programs. */
export function checkData(messages: readonly CheckMessage[]): CheckData[] {
  return messages.map((message) => ({
    level: levelOf(message.level),
    id: message.id ?? null,
    object: message.subject,
    message: message.msg,
    hint: message.hint ?? null,
    silenced: message.isSilenced(),
  }));
}

function levelOf(rank: number): CheckLevel {
  if (rank >= checkLevels.critical) return "critical";
  if (rank >= checkLevels.error) return "error";
  if (rank >= checkLevels.warning) return "warning";
  return rank >= checkLevels.info ? "info" : "debug";
}
