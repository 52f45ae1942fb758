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
  return `import { models, type RelatedManager } from "nuages/db";
${imports.map((target) => `import { Model${target} } from "./model-${target}.ts";`).join("\n")}

export class Model${index} extends models.Model<Model${index}>()(
  {
    title: models.CharField({ maxLength: 200 }),
    slug: models.SlugField({ unique: true }),
    body: models.TextField({ blank: true, default: "" }),
    count: models.IntegerField({ default: 0 }),
    price: models.DecimalField({ maxDigits: 8, decimalPlaces: 2, null: true }),
    rating: models.FloatField({ null: true }),
    active: models.BooleanField({ default: true }),
    created: models.DateTimeField({ autoNowAdd: true }),
    day: models.DateField({ null: true }),
    level: models.CharField({ maxLength: 3, choices: [["low", "Low"], ["top", "Top"]], default: "low" }),
    parent: models.ForeignKey(() => Model${parent}, { onDelete: models.CASCADE, relatedName: "children${index}" }),
    next: models.ForeignKey(() => Model${next}, { onDelete: models.SET_NULL, null: true, relatedName: "previous${index}" }),
  },
  { appLabel: "bench", ordering: ["title"] },
) {
${reverse(index, models)}
}
`;
}

/** Declarations of the relations that lead to a model. */
function reverse(index: number, models: number): string {
  const lines: string[] = [];
  for (let source = 0; source < models; source += 1) {
    const type = `import("./model-${source}.ts").Model${source}`;
    if (other(source, 7, models) === index)
      lines.push(`  declare children${source}: RelatedManager<${type}>;`);
    if (other(source, 13, models) === index)
      lines.push(`  declare previous${source}: RelatedManager<${type}>;`);
  }
  return lines.join("\n");
}

/** Chains of four calls, each over its own paths. */
const CHAINS: readonly ((objects: string) => string)[] = [
  (o) =>
    `await ${o}.filter({ title__icontains: "a", count__gte: 3 }).exclude({ active: false }).orderBy("-created", "title").values("title", "parent__title");`,
  (o) =>
    `await ${o}.filter({ parent__title__startswith: "a" }).exclude({ next__isnull: true }).orderBy("parent__title").first();`,
  (o) =>
    `await ${o}.filter({ parent__next__count__gt: 3 }).exclude({ level: "top" }).orderBy("-rating").count();`,
  (o) =>
    `await ${o}.filter({ created__year__gte: 2020, day__month: 5 }).selectRelated("parent").orderBy("day").first();`,
  (o) =>
    `await ${o}.filter({ price__lt: 10, rating__isnull: false }).exclude({ slug__in: ["a", "b"] }).orderBy("price").valuesList("slug", { flat: true });`,
  (o) =>
    `await ${o}.filter({ next__parent__title: "a" }).selectRelated("next__parent").orderBy("next__title").exists();`,
  (o) =>
    `await ${o}.exclude({ body: "" }).filter({ count__range: [1, 5] }).orderBy("count").values("count", "next__count");`,
  (o) =>
    `await ${o}.filter({ parent: 1 }).filter({ next: null }).orderBy("-parent__created").valuesList("parent__slug", { flat: true });`,
  (o) =>
    `await ${o}.filter({ level: "low", title__regex: "^a" }).exclude({ parent__level: "top" }).orderBy("level").first();`,
  (o) =>
    `await ${o}.filter({ parent__parent__parent__active: true }).exclude({ parent__next__rating__gte: 2 }).orderBy("title").count();`,
  (o) =>
    `await ${o}.filter({ slug__startswith: "a" }).exclude({ created__date__isnull: true }).orderBy("created").values("created__year", "slug");`,
  (o) =>
    `await ${o}.filter({ title: "a" }).exclude({ count__in: [1, 2] }).selectRelated("parent", "next").get({ pk: 1 });`,
];

function chainsFile(index: number, count: number): string {
  const lines = Array.from(
    { length: count },
    (_, at) => CHAINS[at % CHAINS.length]?.(`Model${index}.objects`) ?? "",
  );
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
