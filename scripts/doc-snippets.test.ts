import { describe, expect, it } from "vitest";

import { readSnippets } from "./lib/doc-snippets.ts";

describe("readSnippets()", () => {
  it("makes one file of the blocks of one title and a file of each other block", () => {
    const page = [
      "# Page",
      '```ts title="catalog/models.ts"',
      "export const a = 1;",
      "```",
      "```ts",
      'import { a } from "./catalog/models.ts";',
      "```",
      '```ts title="catalog/models.ts"',
      "export const b = 2;",
      "```",
      "```sh",
      "npm start",
      "```",
      "",
    ].join("\n");

    expect(readSnippets(page)).toEqual([
      { file: "catalog/models.ts", code: "export const a = 1;\nexport const b = 2;\n" },
      { file: "example-1.ts", code: 'import { a } from "./catalog/models.ts";\n' },
    ]);
  });
});
