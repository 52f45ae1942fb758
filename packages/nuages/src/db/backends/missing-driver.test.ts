import { describe, expect, it, vi } from "vitest";

import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import { connections } from "./connections.ts";

// What Node says where a package is not there.
vi.mock("pg", () => {
  throw new Error("Cannot find package 'pg'");
});
vi.mock("mysql2", () => {
  throw new Error("Cannot find package 'mysql2'");
});

if (!isConfigured()) configure({});

describe("a driver that is not installed", () => {
  it.each([
    ["postgresql", "pg"],
    ["mysql", "mysql2"],
  ] as const)("of %s is named with the command that installs it [DB-01]", async (engine, name) => {
    using _ = overrideSettings({ databases: { default: { engine, name: "x" } } });

    const failed = connections.get().query("SELECT 1", []);

    await expect(failed).rejects.toThrow(ImproperlyConfigured);
    await expect(failed).rejects.toThrow(`Run: npm install ${name}`);
    await connections.closeAll();
  });
});
