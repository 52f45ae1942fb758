import { escapeText } from "../../utils/escape.ts";
import type { ReportData, ReportError, ReportFrame, ReportRequest } from "./report-data.ts";
import { codeBlock, debugPage, valueTable } from "./page.ts";
import { technical500Text } from "./technical-500-text.ts";

const RELATIONS = {
  "": "",
  cause: "Caused by",
  part: "Together with",
} as const;

function frameHtml(frame: ReportFrame, isOpen: boolean): string {
  const place = `${frame.shortFile}:${frame.line}:${frame.column}`;
  const name = frame.functionName;
  const summary = `<summary><code>${escapeText(place)}</code>${
    name === "" ? "" : ` in <code>${escapeText(name)}</code>`
  }</summary>`;
  if (frame.context.length === 0) return `<details>${summary}</details>`;
  return `<details${isOpen ? " open" : ""}>${summary}${codeBlock(frame.context, frame.line)}</details>`;
}

/** Calls inside of Nuages, packages and Node, folded away between those of the project. */
function foreignHtml(frames: readonly ReportFrame[]): string {
  if (frames.length === 0) return "";
  const calls = frames.length === 1 ? "1 call" : `${frames.length} calls`;
  const inner = frames.map((frame) => frameHtml(frame, false)).join("\n");
  return `<details class="foreign"><summary class="dim">${calls} outside of the project</summary>${inner}</details>`;
}

function framesHtml(frames: readonly ReportFrame[]): string {
  const parts: string[] = [];
  let foreign: ReportFrame[] = [];
  let isFirst = true;
  for (const frame of frames) {
    if (!frame.isOwn) {
      foreign.push(frame);
      continue;
    }
    parts.push(foreignHtml(foreign), frameHtml(frame, isFirst));
    foreign = [];
    isFirst = false;
  }
  parts.push(foreignHtml(foreign));
  return parts.join("\n");
}

function templateHtml({ template }: ReportError): string {
  if (template === undefined) return "";
  return `<h3>In the template <code>${escapeText(template.template)}</code>, line ${template.line}</h3>
<details open><summary><code>${escapeText(`${template.template}:${template.line}`)}</code></summary>${codeBlock(template.lines, template.line)}</details>`;
}

function errorHtml(error: ReportError, isFirst: boolean): string {
  const heading = isFirst
    ? "<h2>Traceback</h2>"
    : `<h2>${RELATIONS[error.relation]} <code>${escapeText(error.name)}</code></h2>
<p class="message">${escapeText(error.message)}</p>${hintHtml(error)}`;
  return `<section>${heading}${templateHtml(error)}
<p class="dim">The innermost call first.</p>
${framesHtml(error.frames)}</section>`;
}

function hintHtml({ hint }: ReportError): string {
  return hint === "" ? "" : `<p class="hint">${escapeText(hint)}</p>`;
}

function requestHtml(request: ReportRequest): string {
  return `<section id="request"><h2>Request</h2>
<p><code>${escapeText(request.method)} ${escapeText(request.url)}</code></p>
<h3>GET</h3>${valueTable(request.get, "No query.")}
<h3>POST</h3>${valueTable(request.post ?? [], request.post === undefined ? "The form was not read." : "No fields.")}
<h3>Cookies</h3>${valueTable(request.cookies, "No cookies.")}
<h3>META</h3>${valueTable(request.meta, "Nothing.")}</section>`;
}

/** The page that debug shows for an error. Everything in it is escaped. */
export function technical500Page(data: ReportData): string {
  const [first] = data.errors;
  const name = first?.name ?? "Error";
  const where = data.request === undefined ? "" : ` at ${data.request.path}`;
  const facts: [string, string][] = data.versions.map(([key, value]): [string, string] => [
    key,
    value,
  ]);
  facts.push(["Time", data.time]);
  if (data.request !== undefined) {
    facts.unshift(["Request", `${data.request.method} ${data.request.url}`]);
    if (data.request.view !== "") facts.splice(1, 0, ["View", data.request.view]);
  }
  const body = `<header>
<h1>${escapeText(name)}${escapeText(where)}</h1>
<p class="message">${escapeText(first?.message ?? "")}</p>
${first === undefined ? "" : hintHtml(first)}
${valueTable(facts, "")}
</header>
<main>
${data.errors.map((error, index) => errorHtml(error, index === 0)).join("\n")}
${data.request === undefined ? "" : requestHtml(data.request)}
<section id="settings"><h2>Settings</h2><details><summary>All settings, secrets masked</summary>${valueTable(data.settings, "None.")}</details></section>
<section id="text"><h2>As text, to copy</h2>
<textarea readonly aria-label="The error as text" spellcheck="false">${escapeText(technical500Text(data))}</textarea></section>
<section><p class="dim">You see this page because <code>debug</code> is on in the settings. With it off, visitors get a plain page.</p></section>
</main>`;
  return debugPage(`${name}${where}`, body);
}
