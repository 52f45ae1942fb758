import { describe, expect, it } from "vitest";

import { CircularDependencyError, NodeNotFoundError } from "../errors.ts";
import { keyText, Migration, type MigrationKey } from "../migration.ts";
import { MigrationGraph } from "./migration-graph.ts";

type Edge = readonly [child: string, parent: string];

function key(text: string): MigrationKey {
  const [app = "", name = ""] = text.split(".");
  return [app, name];
}

/** A graph of migrations named `a.0001`, with what each depends on. */
function graphOf(names: readonly string[], edges: readonly Edge[]): MigrationGraph {
  const graph = new MigrationGraph();
  for (const name of names) graph.add(new Migration(...key(name), { operations: [] }));
  for (const [child, parent] of edges) graph.addDependency(key(child), key(child), key(parent));
  return graph;
}

const texts = (keys: readonly MigrationKey[]): string[] => keys.map(keyText);

const twoApps = (): MigrationGraph =>
  graphOf(
    ["a.0001", "a.0002", "a.0003", "a.0004", "b.0001", "b.0002"],
    [
      ["a.0004", "a.0003"],
      ["a.0003", "a.0002"],
      ["a.0002", "a.0001"],
      ["a.0003", "b.0002"],
      ["b.0002", "a.0002"],
      ["b.0002", "b.0001"],
    ],
  );

describe("MigrationGraph", () => {
  it("plans forwards: what is needed comes first [MIG-05] [MIG-25]", () => {
    expect(texts(twoApps().forwardsPlan(key("a.0004")))).toEqual([
      "b.0001",
      "a.0001",
      "a.0002",
      "b.0002",
      "a.0003",
      "a.0004",
    ]);
  });

  it("plans backwards: what needs it goes first [MIG-25]", () => {
    expect(texts(twoApps().backwardsPlan(key("b.0002")))).toEqual(["a.0004", "a.0003", "b.0002"]);
  });

  it("knows the first and the last migrations of each app", () => {
    const graph = twoApps();

    expect(texts(graph.rootNodes())).toEqual(["a.0001", "b.0001"]);
    expect(texts(graph.leafNodes())).toEqual(["a.0004", "b.0002"]);
    expect(texts(graph.leafNodes("b"))).toEqual(["b.0002"]);
  });

  it("names the migrations of a circle in their order [MIG-05]", () => {
    const graph = graphOf(
      ["a.0001", "a.0002", "b.0001", "b.0002"],
      [
        ["a.0002", "a.0001"],
        ["b.0002", "b.0001"],
        ["a.0002", "b.0002"],
        ["b.0001", "a.0002"],
      ],
    );

    expect(() => graph.validate()).toThrow(CircularDependencyError);
    expect(() => graph.validate()).toThrow(
      "Migrations depend on each other in a circle: a.0002 → b.0002 → b.0001 → a.0002.",
    );
  });

  it("sees a migration that depends on itself [MIG-05]", () => {
    expect(() => graphOf(["a.0001"], [["a.0001", "a.0001"]]).validate()).toThrow("a.0001 → a.0001");
  });

  it("names what is missing, who asks for it and the nearest names [MIG-05]", () => {
    const graph = graphOf(["a.0001_initial", "a.0002_more"], [["a.0002_more", "a.0001_inital"]]);

    expect(() => graph.validate()).toThrow(NodeNotFoundError);
    expect(() => graph.validate()).toThrow(
      /Migration a\.0002_more depends on a\.0001_inital, which does not exist\.\n.*Did you mean "a\.0001_initial"/,
    );
  });

  it("says that an app has no migrations when nothing of it is known [MIG-05]", () => {
    const graph = graphOf(["a.0001"], [["a.0001", "shop.0001"]]);

    expect(() => graph.validate()).toThrow('The app "shop" has no migrations');
  });

  it("refuses plans to what it does not know [MIG-05]", () => {
    expect(() => twoApps().forwardsPlan(key("a.0009"))).toThrow("There is no migration a.0009.");
  });

  it("walks 3,000 migrations of one app without running out of stack", () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `a.${String(at).padStart(4, "0")}`);
    const graph = graphOf(
      names,
      names.slice(1).map((name, at): Edge => [name, names[at] ?? ""]),
    );

    graph.validate();

    expect(texts(graph.forwardsPlan(key("a.2999")))).toEqual(names);
  });

  it("puts a squashed migration in the place of its parts [MIG-34]", () => {
    const graph = graphOf(
      ["a.0001", "a.0002", "a.0003", "a.0001_squashed", "b.0001"],
      [
        ["a.0002", "a.0001"],
        ["a.0003", "a.0002"],
        ["b.0001", "a.0002"],
        ["a.0002", "c.0001"],
      ],
    );
    graph.add(new Migration("c", "0001", { operations: [] }));

    graph.replace(key("a.0001_squashed"), [key("a.0001"), key("a.0002")]);

    expect(texts(graph.parentsOf(key("a.0003")))).toEqual(["a.0001_squashed"]);
    expect(texts(graph.parentsOf(key("b.0001")))).toEqual(["a.0001_squashed"]);
    expect(graph.has(key("a.0001"))).toBe(false);
  });

  it("drops a squashed migration: its children depend on the last of its parts [MIG-34]", () => {
    const graph = graphOf(
      ["a.0001", "a.0002", "a.0001_squashed", "a.0003"],
      [
        ["a.0002", "a.0001"],
        ["a.0003", "a.0001_squashed"],
      ],
    );

    graph.dropReplacement(key("a.0001_squashed"), [key("a.0001"), key("a.0002")]);

    expect(texts(graph.parentsOf(key("a.0003")))).toEqual(["a.0002"]);
    expect(texts(graph.forwardsPlan(key("a.0003")))).toEqual(["a.0001", "a.0002", "a.0003"]);
  });
});
