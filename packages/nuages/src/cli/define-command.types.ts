import { defineCommand } from "./index.ts";

export const importBooks = defineCommand({
  arguments: {
    file: { positional: true },
    folder: { positional: true, optional: true },
    labels: { positional: true, multiple: true },
    dryRun: { type: "boolean" },
    limit: { type: "integer" },
    size: { type: "integer", default: 10 },
    format: { choices: ["json", "xml"], default: "json" },
    tags: { multiple: true, flags: ["--tag", "-t"] },
    owner: { required: true },
  },
  handle(options, { stdout }) {
    const file: string = options.file;
    const labels: readonly string[] = options.labels;
    const dryRun: boolean = options.dryRun;
    const size: number = options.size;
    const format: "json" | "xml" = options.format;
    const tags: readonly string[] = options.tags;
    const owner: string = options.owner;
    const verbosity: number = options.verbosity;
    // @ts-expect-error it may be left out
    const folder: string = options.folder;
    // @ts-expect-error it may be left out
    const limit: number = options.limit;
    // @ts-expect-error there is no such argument
    void options.flie;
    // @ts-expect-error "yaml" is none of the choices
    if (options.format === "yaml") stdout.write("never");
    stdout.write(
      String([file, labels, dryRun, size, format, tags, owner, verbosity, folder, limit]),
    );
  },
});

// @ts-expect-error a flag starts with a hyphen
export const wrong = defineCommand({ arguments: { tag: { flags: ["tag"] } }, handle: () => "" });
