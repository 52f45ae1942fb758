import { escapeText } from "../../utils/escape.ts";

const STYLE = `
:root{color-scheme:light dark;--bg:#fff;--fg:#1d2433;--soft:#f4f6fa;--line:#d9dfea;--dim:#5b667a;--accent:#0b5fa5;--bad:#b3261e;--hit:#fff3cd}
@media(prefers-color-scheme:dark){:root{--bg:#12161d;--fg:#e4e9f2;--soft:#1b212c;--line:#323b4a;--dim:#9aa7bb;--accent:#7ab8f5;--bad:#ff8a80;--hit:#4a3d10}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--fg);font:16px/1.5 system-ui,sans-serif}
header,main>section{padding:1.25rem clamp(1rem,4vw,3rem);border-bottom:1px solid var(--line)}
header{background:var(--soft)}
h1{margin:0 0 .25rem;font-size:1.5rem;overflow-wrap:anywhere}
h2{font-size:1.15rem;margin:0 0 .75rem}
h3{font-size:1rem;margin:1rem 0 .35rem}
p{margin:.35rem 0}
.message{font-size:1.1rem;color:var(--bad);white-space:pre-wrap;overflow-wrap:anywhere}
.hint{white-space:pre-wrap;border-left:3px solid var(--accent);padding-left:.75rem;overflow-wrap:anywhere}
.dim{color:var(--dim)}
code,pre,textarea,td.v{font:13px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace}
code{overflow-wrap:anywhere}
pre{margin:0;overflow-x:auto}
pre .n{display:inline-block;width:4ch;margin-right:1ch;text-align:right;color:var(--dim);user-select:none}
pre .hit{display:block;width:max-content;min-width:100%;background:var(--hit)}
pre .hit .n{color:inherit}
details{border:1px solid var(--line);border-radius:6px;margin:.5rem 0;background:var(--soft)}
summary{cursor:pointer;padding:.5rem .75rem;overflow-wrap:anywhere}
details.foreign>details{margin:.5rem .75rem}
details pre{padding:.5rem .75rem;border-top:1px solid var(--line);background:var(--bg)}
table{border-collapse:collapse;width:100%}
th,td{text-align:left;vertical-align:top;padding:.3rem .75rem .3rem 0;border-top:1px solid var(--line)}
th{font-weight:600;width:20rem;max-width:40vw;overflow-wrap:anywhere}
td.v{white-space:pre-wrap;overflow-wrap:anywhere}
ol.tried{padding-left:1.5rem;margin:.5rem 0}
textarea{width:100%;min-height:16rem;background:var(--soft);color:var(--fg);border:1px solid var(--line);border-radius:6px;padding:.75rem}
a{color:var(--accent)}
`;

/** A page of its own, that needs no template and no static file. `body` is HTML, `title` text. */
export function debugPage(title: string, body: string): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
<title>${escapeText(title)}</title>
<style>${STYLE}</style>
</head>
<body>
${body}
</body>
</html>
`;
}

/** Lines of source, one of them marked. */
export function codeBlock(
  lines: readonly { readonly number: number; readonly text: string }[],
  marked: number,
): string {
  const rows = lines.map(({ number, text }) => {
    const row = `<span class="n">${number}</span>${escapeText(text)}`;
    return number === marked ? `<span class="hit">${row}</span>` : `${row}\n`;
  });
  return `<pre>${rows.join("")}</pre>`;
}

/** A table of names and values, or a sentence when there are none. */
export function valueTable(rows: readonly (readonly [string, string])[], empty: string): string {
  if (rows.length === 0) return `<p class="dim">${escapeText(empty)}</p>`;
  const body = rows
    .map(
      ([name, value]) =>
        `<tr><th scope="row">${escapeText(name)}</th><td class="v">${escapeText(value)}</td></tr>`,
    )
    .join("\n");
  return `<table>${body}</table>`;
}
