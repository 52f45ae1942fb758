import { describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../../conf/index.ts";
import {
  AmbiguityError,
  BadMigrationError,
  InconsistentMigrationHistory,
  NodeNotFoundError,
} from "../errors.ts";
import {
  type Dependency,
  keyText,
  Migration,
  type MigrationDefinition,
  type MigrationKey,
} from "../migration.ts";
import { swappableDependency } from "../swappable-dependency.ts";
import { MigrationLoader } from "./migration-loader.ts";

configure({ secretKey: "x", authUserModel: "people.Member" });

type Definition = Omit<MigrationDefinition, "operations">;

function key(text: string): MigrationKey {
  const [app = "", name = ""] = text.split(".");
  return [app, name];
}

const on = (...names: readonly string[]): { dependencies: Dependency[] } => ({
  dependencies: names.map(key),
});
const squash = (...names: readonly string[]): { replaces: MigrationKey[] } => ({
  replaces: names.map(key),
});

/** A loader over migrations that are given by name, as if a database had some of them applied. */
function load(
  definitions: Readonly<Record<string, Definition>>,
  { applied = [], unmigrated = [] }: { applied?: string[]; unmigrated?: string[] } = {},
): MigrationLoader {
  const migrations = Object.entries(definitions).map(
    ([name, definition]) => new Migration(...key(name), { ...definition, operations: [] }),
  );
  const disk = {
    migrations,
    migratedApps: new Set(migrations.map(({ appLabel }) => appLabel)),
    unmigratedApps: new Set(unmigrated),
  };
  return new MigrationLoader(disk, {
    applied: new Set(applied),
    database: undefined,
    replaceMigrations: true,
  });
}

const planOf = (loader: MigrationLoader, target: string): string[] =>
  loader.graph.forwardsPlan(key(target)).map(keyText);

describe("dependencies", () => {
  it("leads __first__ and __latest__ to the ends of another app [MIG-04]", () => {
    const loader = load({
      "a.0001": {},
      "a.0002": on("a.0001"),
      "b.0001": on("a.__first__"),
      "b.0002": { dependencies: [key("b.0001"), key("a.__latest__")] },
    });

    expect(loader.graph.parentsOf(key("b.0001")).map(keyText)).toEqual(["a.0001"]);
    expect(planOf(loader, "b.0002")).toEqual(["a.0001", "b.0001", "a.0002", "b.0002"]);
  });

  it("leads a swappable dependency to the app that the setting names [MIG-04]", () => {
    const definitions = {
      "people.0001": {},
      "auth.0001": {},
      "b.0001": { dependencies: [swappableDependency("AUTH_USER_MODEL")] },
    };

    expect(load(definitions).graph.parentsOf(key("b.0001")).map(keyText)).toEqual(["people.0001"]);
    using _ = overrideSettings({ authUserModel: "auth.User" });
    expect(load(definitions).graph.parentsOf(key("b.0001")).map(keyText)).toEqual(["auth.0001"]);
  });

  it("needs nothing of an app without migrations [MIG-04] [MIG-06]", () => {
    const loader = load({ "a.0001": on("plain.__first__") }, { unmigrated: ["plain"] });

    expect(planOf(loader, "a.0001")).toEqual(["a.0001"]);
  });

  it("names the app that is not installed [MIG-05]", () => {
    expect(() => load({ "a.0001": on("shop.__first__") })).toThrow(BadMigrationError);
    expect(() => load({ "a.0001": on("shop.__first__") })).toThrow(
      'Migration a.0001 depends on the app "shop", which is not installed.',
    );
  });

  it("turns runBefore into a dependency of the other one [MIG-01]", () => {
    const loader = load({ "a.0001": { runBefore: [key("b.0001")] }, "b.0001": {} });

    expect(planOf(loader, "b.0001")).toEqual(["a.0001", "b.0001"]);
  });
});

describe("finding migrations", () => {
  const loader = load({
    "a.0001_initial": {},
    "a.0002_title": on("a.0001_initial"),
    "a.0002_tite": {},
  });

  it("takes a prefix that is unique, or a whole name [CLI-25]", () => {
    expect(loader.byPrefix("a", "0001").name).toBe("0001_initial");
    expect(loader.byPrefix("a", "0002_tite").name).toBe("0002_tite");
  });

  it("lists what a prefix can mean [MIG-05]", () => {
    expect(() => loader.byPrefix("a", "0002_ti")).toThrow(AmbiguityError);
    expect(() => loader.byPrefix("a", "0002_ti")).toThrow("0002_title, 0002_tite");
  });

  it("says when nothing begins so [MIG-05]", () => {
    expect(() => loader.byPrefix("a", "0001_inital")).toThrow('Did you mean "a.0001_initial"');
  });

  it("finds apps with two last migrations [MIG-05]", () => {
    expect(loader.conflicts()).toEqual(new Map([["a", ["0002_tite", "0002_title"]]]));
  });
});

describe("history", () => {
  it("refuses a migration that is applied before one it needs [MIG-05]", () => {
    const loader = load({ "a.0001": {}, "a.0002": on("a.0001") }, { applied: ["a.0002"] });

    expect(() => loader.checkConsistentHistory()).toThrow(InconsistentMigrationHistory);
    expect(() => loader.checkConsistentHistory()).toThrow(
      "Migration a.0002 is applied before its dependency a.0001 on database",
    );
  });

  it("takes the parts of a squashed migration for it [MIG-34]", () => {
    const loader = load(
      {
        "a.0001": {},
        "a.0002": on("a.0001"),
        "a.0001_squashed": squash("a.0001", "a.0002"),
        "b.0001": on("a.0001_squashed"),
      },
      { applied: ["a.0001", "a.0002", "b.0001"] },
    );

    expect(() => loader.checkConsistentHistory()).not.toThrow();
  });
});

describe("squashed migrations", () => {
  const parts = { "a.0001": {}, "a.0002": on("a.0001"), "a.0003": on("a.0002") };
  const squashed = { ...parts, "a.0001_squashed": squash("a.0001", "a.0002") };

  it("stand in for their parts on a fresh database [MIG-34]", () => {
    expect(planOf(load(squashed), "a.0003")).toEqual(["a.0001_squashed", "a.0003"]);
  });

  it("stand in for them, and count as applied, when all are [MIG-34]", () => {
    const loader = load(squashed, { applied: ["a.0001", "a.0002"] });

    expect(loader.isApplied(key("a.0001_squashed"))).toBe(true);
    expect(planOf(loader, "a.0003")).toEqual(["a.0001_squashed", "a.0003"]);
  });

  it("stay out while only some are applied [MIG-34]", () => {
    const loader = load(squashed, { applied: ["a.0001"] });

    expect(planOf(loader, "a.0003")).toEqual(["a.0001", "a.0002", "a.0003"]);
  });

  it("can be squashed again [MIG-35]", () => {
    const twice = { ...squashed, "a.0001_again": squash("a.0001_squashed", "a.0003") };

    expect(planOf(load(twice), "a.0001_again")).toEqual(["a.0001_again"]);
    expect(load(twice).replacedBy(load(twice).byPrefix("a", "0001_again")).map(keyText)).toEqual([
      "a.0001",
      "a.0002",
      "a.0003",
    ]);
    const half = load(twice, { applied: ["a.0001", "a.0002"] });
    expect(planOf(half, "a.0003")).toEqual(["a.0001_squashed", "a.0003"]);
  });

  it("must not replace each other [MIG-35]", () => {
    expect(() => load({ "a.0001": squash("a.0002"), "a.0002": squash("a.0001") })).toThrow(
      "Squashed migrations replace each other in a circle",
    );
  });

  it("explain why one that is asked for cannot be used [MIG-05] [MIG-34]", () => {
    const definitions = { ...squashed, "b.0001": on("a.0001_squashed") };

    const loader = load(definitions, { applied: ["a.0001"] });
    expect(planOf(loader, "b.0001")).toEqual(["a.0001", "a.0002", "b.0001"]);
    const lost = {
      "a.0002": {},
      "a.0001_squashed": squash("a.0001", "a.0002"),
      "b.0001": on("a.0001"),
    };
    expect(() => load(lost, { applied: ["a.0002"] })).toThrow(NodeNotFoundError);
    expect(() => load(lost, { applied: ["a.0002"] })).toThrow(
      "some of the replaced migrations are applied already",
    );
  });
});
