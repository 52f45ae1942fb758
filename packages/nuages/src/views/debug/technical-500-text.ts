import type { ReportData, ReportError, ReportTable } from "./report-data.ts";

/** Names and values, one a line, below their title. */
export function tableText(title: string, rows: ReportTable): string {
  const lines = rows.map(([name, value]) => `  ${name} = ${value.replaceAll("\n", "\n    ")}`);
  return `${title}:${lines.length === 0 ? " none" : `\n${lines.join("\n")}`}\n`;
}

function errorText(error: ReportError): string {
  const before = { "": "", cause: "Caused by ", part: "Together with " }[error.relation];
  const lines = [`${before}${error.name}: ${error.message}`];
  if (error.hint !== "") lines.push(`  ${error.hint}`);
  if (error.template !== undefined) {
    lines.push(`  in the template ${error.template.template}, line ${error.template.line}`);
  }
  for (const frame of error.frames) {
    lines.push(
      `    at ${frame.functionName || "(module)"} (${frame.shortFile}:${frame.line}:${frame.column})`,
    );
    const source = frame.context.find(({ number }) => number === frame.line);
    if (source !== undefined && frame.isOwn) lines.push(`       ${source.text.trim()}`);
  }
  return lines.join("\n");
}

/** The report of an error as text, for programs and for copying. */
export function technical500Text(data: ReportData): string {
  const { request } = data;
  const parts = [data.errors.map(errorText).join("\n\n"), ""];
  if (request !== undefined) {
    parts.push(`Request: ${request.method} ${request.url}`);
    if (request.view !== "") parts.push(`View: ${request.view}`);
    parts.push("", tableText("GET", request.get));
    if (request.post !== undefined) parts.push(tableText("POST", request.post));
    parts.push(tableText("Cookies", request.cookies), tableText("META", request.meta));
  }
  parts.push(tableText("Versions", data.versions), `Time: ${data.time}`, "");
  return parts.join("\n");
}
