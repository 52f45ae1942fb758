import { describe, expect, it } from "vitest";

import { edited, matches, readTranscript } from "./transcript.ts";

const page = [
  "Text.",
  "```console",
  "$ npm start",
  "…",
  "ready in … ms",
  "$ cd site",
  "```",
  '```ts title="a.ts"',
  "one();",
  "```",
  '```diff title="a.ts"',
  " first",
  "-one();",
  "+two();",
  "…",
  "+three();",
  " four();",
  "```",
  "```ts",
  "shown only",
  "```",
  "",
].join("\n");

describe("readTranscript()", () => {
  it("finds commands, files and changes in their order", () => {
    expect(readTranscript(page)).toEqual([
      { kind: "run", command: "npm start", output: ["…", "ready in … ms"] },
      { kind: "run", command: "cd site", output: [] },
      { kind: "write", file: "a.ts", text: "one();\n" },
      {
        kind: "edit",
        file: "a.ts",
        changes: [
          { from: "first\none();\n", to: "first\ntwo();\n" },
          { from: "four();\n", to: "three();\nfour();\n" },
        ],
      },
    ]);
  });
});

describe("edited()", () => {
  const step = { kind: "edit", file: "a.ts", changes: [{ from: "one\n", to: "two\n" }] } as const;

  it("replaces lines, and says when they are not there", () => {
    expect(edited("zero\none\n", step)).toBe("zero\ntwo\n");
    expect(() => edited("zero\n", step)).toThrow("a.ts has no line");
  });
});

describe("matches()", () => {
  it.each([
    ["a\nb\n", ["a", "b"], true],
    ["a\nb\n", ["a"], false],
    ["x\ny\na\n", ["…", "a"], true],
    ["a\nx\n", ["a", "…"], true],
    ["took 12 ms\n", ["took … ms"], true],
    ["took 12 s\n", ["took … ms"], false],
    ["", [], true],
  ])("compares %j with %j", (printed, shown, result) => {
    expect(matches(printed, shown)).toBe(result);
  });
});
