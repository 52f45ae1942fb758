import { describe, expect, it } from "vitest";

import type { ArgumentSpecs } from "./arguments.ts";
import { parseArguments } from "./parse-arguments.ts";

const specs: ArgumentSpecs = {
  file: { positional: true },
  labels: { positional: true, multiple: true, optional: true },
  dryRun: { type: "boolean" },
  verbosity: { type: "integer", flags: ["-v", "--verbosity"], default: 1, choices: [0, 1, 2, 3] },
  ratio: { type: "number" },
  tags: { flags: ["-t", "--tag"], multiple: true },
  format: { choices: ["json", "xml"] },
  quiet: { type: "boolean", flags: ["-q"] },
};

const parse = (...argv: string[]): Record<string, unknown> =>
  parseArguments(argv, specs, (message) => new RangeError(message));

describe("parseArguments()", () => {
  it("takes -6 for a flag where there is one, else for a number", () => {
    const withFlag: ArgumentSpecs = {
      port: { positional: true, type: "integer" },
      ipv6: { type: "boolean", flags: ["-6", "--ipv6"] },
    };
    const fail = (message: string): Error => new RangeError(message);

    expect(parseArguments(["-6", "8000"], withFlag, fail)).toEqual({ port: 8000, ipv6: true });
    expect(parse("-6").file).toBe("-6");
  });

  it("takes flags that may stand without a value", () => {
    const withBare: ArgumentSpecs = {
      labels: { positional: true, multiple: true, optional: true },
      parallel: { bare: { value: "auto", pattern: /^(?:auto|\d+)$/u } },
    };
    const read = (...argv: string[]) =>
      parseArguments(argv, withBare, (message) => new RangeError(message));

    expect(read("--parallel", "catalog")).toEqual({ labels: ["catalog"], parallel: "auto" });
    expect(read("--parallel", "4", "catalog")).toEqual({ labels: ["catalog"], parallel: "4" });
    expect(read("--parallel=2")).toMatchObject({ parallel: "2" });
    expect(read("--parallel")).toMatchObject({ parallel: "auto" });
    expect(() => read("--parallel=x")).toThrow('argument --parallel: "x" is not possible.');
  });

  it("fills in what was not given [CLI-07]", () => {
    expect(parse("a.json")).toEqual({
      file: "a.json",
      labels: [],
      dryRun: false,
      verbosity: 1,
      ratio: undefined,
      tags: [],
      format: undefined,
      quiet: false,
    });
  });

  it.each([
    [["a", "--verbosity", "2"], { verbosity: 2 }],
    [["a", "--verbosity=3"], { verbosity: 3 }],
    [["a", "-v0"], { verbosity: 0 }],
    [["-qv", "2", "a"], { quiet: true, verbosity: 2, file: "a" }],
    [["--dry-run", "a", "b", "c"], { dryRun: true, labels: ["b", "c"] }],
    [["a", "-t", "x", "--tag=y"], { tags: ["x", "y"] }],
    [["a", "--ratio", "-1.5"], { ratio: -1.5 }],
    [["--", "-a", "--b"], { file: "-a", labels: ["--b"] }],
    [["-"], { file: "-" }],
  ])("reads %j", (argv, values) => {
    expect(parse(...argv)).toMatchObject(values);
  });

  it.each([
    [[], "the following arguments are required: file."],
    [["a", "--dryrun"], "unrecognized arguments: --dryrun. Did you mean --dry-run?"],
    [["a", "-x"], "unrecognized arguments: -x."],
    [["a", "--verbosity"], "argument --verbosity: expected one argument."],
    [["a", "-v", "loud"], 'argument -v/--verbosity: "loud" is no integer.'],
    [["a", "-v", "7"], 'argument -v/--verbosity: invalid choice: "7" (choose from 0, 1, 2, 3).'],
    [
      ["a", "--format", "jsn"],
      'argument --format: invalid choice: "jsn" (choose from json, xml). Did you mean json?',
    ],
    [["a", "--dry-run=yes"], "argument --dry-run: takes no value."],
  ])("refuses %j", (argv, message) => {
    expect(() => parse(...argv)).toThrow(message);
  });

  it("keeps a key named __proto__ out of reach", () => {
    expect(() => parse("a", "--__proto__", "x")).toThrow("unrecognized arguments: --__proto__");
  });
});
