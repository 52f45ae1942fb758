/** A command with what it prints; a line `…` stands for any number of lines. */
export interface RunStep {
  readonly kind: "run";
  readonly command: string;
  readonly output: readonly string[];
}

/** A file with its text. */
export interface WriteStep {
  readonly kind: "write";
  readonly file: string;
  readonly text: string;
}

/** Lines of a file that others take the place of. */
export interface EditStep {
  readonly kind: "edit";
  readonly file: string;
  readonly changes: readonly { readonly from: string; readonly to: string }[];
}

export type Step = RunStep | WriteStep | EditStep;

const BLOCK = /^```(\w+)(?: title="([^"]+)")?\n(.*?)^```$/gms;

/**
 * What a page tells its reader to do, in order: `console` blocks are commands after `$ ` with what
 * they print, blocks with a title are files, `diff` blocks with a title
 * are changes of files, with `…` where lines are left out.
 */
export function readTranscript(markdown: string): Step[] {
  const steps: Step[] = [];
  for (const [, language, file, text = ""] of markdown.matchAll(BLOCK)) {
    if (language === "console") steps.push(...commandsOf(text));
    else if (file !== undefined && language === "diff")
      steps.push({ kind: "edit", file, changes: changesOf(text) });
    else if (file !== undefined) steps.push({ kind: "write", file, text });
  }
  return steps;
}

function commandsOf(text: string): RunStep[] {
  const parts = text.split(/^\$ /m).slice(1);
  return parts.map((part) => {
    const [command = "", ...output] = part.trimEnd().split("\n");
    return { kind: "run", command, output };
  });
}

/** Parts of a `diff` between lines `…`: what stands in the file, and what takes its place. */
function changesOf(text: string): EditStep["changes"] {
  return text.split(/^…\n/m).map((hunk) => ({
    from: hunk.replaceAll(/^\+.*\n/gm, "").replaceAll(/^[ -]/gm, ""),
    to: hunk.replaceAll(/^-.*\n/gm, "").replaceAll(/^[ +]/gm, ""),
  }));
}

/** Makes the changes of a step. @throws when a line to be replaced is not there */
export function edited(text: string, { file, changes }: EditStep): string {
  let result = text;
  for (const { from, to } of changes) {
    if (!result.includes(from)) throw new Error(`${file} has no line\n${from}it has\n${result}`);
    result = result.replace(from, () => to);
  }
  return result;
}

/** Is `printed` what a transcript shows? `…` stands for any text in a line, alone for any lines. */
export function matches(printed: string, shown: readonly string[]): boolean {
  const pattern = shown
    .map((line) =>
      line.trim() === "…"
        ? "(?:.*\n)*?"
        : `${line
            .split("…")
            .map((part) => RegExp.escape(part))
            .join(".*")}\n`,
    )
    .join("");
  return new RegExp(`^${pattern}$`).test(`${printed.trimEnd()}\n`.replace(/^\n$/, ""));
}
