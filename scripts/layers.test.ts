import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";

import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { layerViolations } from "./lib/layers.ts";
import { root } from "./lib/packages.ts";

describe("layerViolations()", () => {
  let source: string;

  beforeEach(async () => {
    source = await mkdtemp(path.join(tmpdir(), "layers-"));
  });

  afterEach(async () => {
    await rm(source, { recursive: true });
  });

  async function write(file: string, text: string): Promise<void> {
    await mkdir(path.join(source, path.dirname(file)), { recursive: true });
    await writeFile(path.join(source, file), text);
  }

  it("names file, line and what the folder may import when an import goes upwards", async () => {
    await write(
      "http/request.ts",
      'import { a } from "../utils/text.ts";\n\nimport { b } from "../views/index.ts";\n',
    );

    const [violation] = await layerViolations(source);

    expect(violation).toMatch(
      /^http\/request\.ts:3 imports views; http may import: errors, utils, /,
    );
  });

  it("refuses type imports and re-exports upwards, too", async () => {
    await write(
      "conf/settings.ts",
      'import {\n  type A,\n} from "../db/index.ts";\nexport { type B } from "../http/index.ts";\n',
    );

    expect(await layerViolations(source)).toHaveLength(2);
  });

  it("refuses neighbours of the same row", async () => {
    await write("db/a.ts", 'import "../http/index.ts";\n');

    expect(await layerViolations(source)).toHaveLength(1);
  });

  it("wants other folders entered through their index, and never the own index", async () => {
    await write("views/a.ts", 'import { a } from "../urls/resolver.ts";\n');
    await write("views/b.ts", 'import { a } from "./index.ts";\n');

    expect(await layerViolations(source)).toEqual([
      "views/a.ts:1 reaches into urls/resolver.ts. Import urls/index.ts.",
      "views/b.ts:1 imports its own folder's index.ts. Import the file itself.",
    ]);
  });

  it("finds nothing in the framework", async () => {
    expect(await layerViolations(path.join(root, "packages/nuages/src"))).toEqual([]);
  });
});
