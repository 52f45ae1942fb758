import { randomInt } from "node:crypto";

import {
  isTestWorker,
  runTests,
  runWorker,
  TEST_PATTERN,
  TestSetupError,
} from "../../testing/index.ts";
import { defineCommand } from "../define-command.ts";
import { CommandError } from "../errors.ts";

export default defineCommand({
  help: "Runs the tests of the project, or those in the given files, folders and apps.",
  arguments: {
    labels: {
      positional: true,
      multiple: true,
      optional: true,
      help: "Files, folders, labels of apps. Default: all tests of the project.",
    },
    parallel: {
      metavar: "N",
      bare: { value: "auto", pattern: /^(?:auto|\d+)$/u },
      help: "Run in N processes, each with databases of its own; auto takes as many as there are cores.",
    },
    keepdb: { type: "boolean", help: "Keep the test databases, and use those that are there." },
    failfast: { type: "boolean", help: "Stop at the first failure." },
    tags: {
      flags: ["--tag"],
      multiple: true,
      metavar: "TAG",
      help: "Only tests with this tag; may be given several times.",
    },
    excludeTags: {
      flags: ["--exclude-tag"],
      multiple: true,
      metavar: "TAG",
      help: "No tests with this tag; may be given several times.",
    },
    names: {
      flags: ["-k"],
      multiple: true,
      metavar: "TEXT",
      help: "Only tests whose full name has this text; * stands for anything.",
    },
    reverse: {
      type: "boolean",
      flags: ["-r", "--reverse"],
      help: "Run the files in reverse order.",
    },
    shuffle: {
      metavar: "SEED",
      bare: { value: "random", pattern: /^\d+$/u },
      help: "Shuffle the files; the same number gives the same order.",
    },
    buffer: {
      type: "boolean",
      flags: ["-b", "--buffer"],
      help: "Show what a test prints only when it fails.",
    },
    debugSql: {
      type: "boolean",
      flags: ["-d", "--debug-sql"],
      help: "Show the statements of tests that fail.",
    },
    debugMode: { type: "boolean", help: "Run with the setting debug on." },
    timing: { type: "boolean", help: "Show how long the parts of the run took." },
    durations: { type: "integer", default: 0, metavar: "N", help: "List the N slowest tests." },
    pattern: {
      flags: ["-p", "--pattern"],
      default: TEST_PATTERN,
      metavar: "GLOB",
      help: "What files of tests are called.",
    },
    noinput: {
      type: "boolean",
      flags: ["--noinput", "--no-input"],
      help: "Ask nothing; this command never does.",
    },
  },
  async handle(options, { root, stdout, style }) {
    if (isTestWorker()) {
      await runWorker();
      return;
    }
    const { parallel, shuffle, ...rest } = options;
    const failures = await asCommandError(() =>
      runTests({
        ...rest,
        root,
        parallel: parallel === "auto" ? "auto" : Number(parallel ?? 1),
        seed: shuffle === "random" ? randomInt(1_000_000_000) : seedOf(shuffle),
        style,
        write: (text) => stdout.write(text, { ending: "" }),
        program: process.argv[1] ?? "",
        args: ["test", ...sameSettings(options.settings), "--skip-checks"],
      }),
    );
    if (failures > 0) throw new CommandError("");
  },
});

function seedOf(shuffle: string | undefined): number | undefined {
  return shuffle === undefined ? undefined : Number(shuffle);
}

function sameSettings(settings: string | undefined): string[] {
  return settings === undefined ? [] : ["--settings", settings];
}

async function asCommandError<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof TestSetupError
      ? new CommandError(error.message, { cause: error })
      : error;
  }
}
