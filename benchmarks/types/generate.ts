import { mkdir, symlink, writeFile } from "node:fs/promises";
import path from "node:path";

/** A project of generated code. */
export interface ProjectSize {
  readonly models: number;
  /** Query chains of four calls for each model. */
  readonly chainsPerModel: number;
}

export const FIELDS = 12;

function other(index: number, step: number, models: number): number {
  return (index * step + 1) % models;
}

/** One model with twelve fields; two of them lead to other models, in circles. */
function modelFile(index: number, models: number): string {
  const parent = other(index, 7, models);
  const next = other(index, 13, models);
  const imports = [...new Set([parent, next])].filter((target) => target !== index);
  return `import { models } from "nuages/db";
${imports.map((target) => `import { Model${target} } from "./model-${target}.ts";`).join("\n")}

export class Model${index} extends models.Model<Model${index}>()(
  {
    title: models.CharField({ maxLength: 200 }),
    slug: models.CharField({ maxLength: 50 }),
    body: models.TextField({ null: true }),
    code: models.CharField({ maxLength: 9 }),
    count: models.IntegerField({ default: 0 }),
    pages: models.IntegerField(),
    rating: models.IntegerField({ null: true }),
    active: models.BooleanField({ default: true }),
    created: models.DateTimeField({ autoNowAdd: true }),
    level: models.CharField({ maxLength: 3, choices: [["low", "Low"], ["top", "Top"]], default: "low" }),
    parent: models.ForeignKey(() => Model${parent}, { onDelete: models.CASCADE }),
    next: models.ForeignKey(() => Model${next}, { onDelete: models.SET_NULL, null: true }),
  },
  { appLabel: "bench", ordering: ["title"] },
) {}
`;
}

const TEXTS = ["title", "slug", "body", "code"] as const;

/** A chain of four calls on a model, over paths of its own. */
function chain(objects: string, at: number): string {
  const text = TEXTS[at % TEXTS.length] ?? "title";
  const other = TEXTS[(at + 1) % TEXTS.length] ?? "title";
  return at % 2 === 0
    ? `await ${objects}.filter({ ${text}__icontains: "a${at}", parent__${other}: "b" }).exclude({ count__gte: ${at} }).orderBy("-${other}").first();`
    : `await ${objects}.filter({ ${text}__icontains: "a${at}" }).filter({ parent__${other}: "b" }).orderBy("-${other}").first();`;
}

function chainsFile(index: number, count: number): string {
  const lines = Array.from({ length: count }, (_, at) => chain(`Model${index}.objects`, at));
  return `import { Model${index} } from "./model-${index}.ts";

export async function queries${index}(): Promise<void> {
  ${lines.join("\n  ")}
}
`;
}

const NOTHING_BUT_THE_IMPORT = `import { models } from "nuages/db";

export const field = models.CharField({ maxLength: 3 });
`;

/** Writes a project into a folder that sees the packages of the repository at `root`. */
export async function generateProject(
  folder: string,
  root: string,
  size: ProjectSize,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  await symlink(path.join(root, "node_modules"), path.join(folder, "node_modules"));
  const config = { extends: path.join(root, "tsconfig.base.json"), include: ["*.ts"] };
  await writeFile(path.join(folder, "tsconfig.json"), JSON.stringify(config));
  await writeFile(path.join(folder, "package.json"), JSON.stringify({ type: "module" }));
  await writeFile(path.join(folder, "only-import.ts"), NOTHING_BUT_THE_IMPORT);
  for (let index = 0; index < size.models; index += 1) {
    await writeFile(path.join(folder, `model-${index}.ts`), modelFile(index, size.models));
    if (size.chainsPerModel > 0)
      await writeFile(
        path.join(folder, `queries-${index}.ts`),
        chainsFile(index, size.chainsPerModel),
      );
  }
}
