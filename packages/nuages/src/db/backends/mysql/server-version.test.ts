import { describe, expect, it } from "vitest";

import { ImproperlyConfigured } from "../../../errors/index.ts";
import { NotSupportedError } from "../../errors.ts";
import { models } from "../../index.ts";
import { mysqlDialect } from "./dialect.ts";
import { checkServer, declaredServer, serverOf } from "./server-version.ts";

class Thing extends models.Model<Thing>()(
  { key: models.UUIDField(), data: models.JSONField() },
  { appLabel: "versions" },
) {}

describe("serverOf()", () => {
  it.each([
    ["10.11.19-MariaDB-0+deb12u1", "mariadb", [10, 11, 19]],
    ["5.5.5-10.6.12-MariaDB-1:10.6.12+maria~ubu2204", "mariadb", [10, 6, 12]],
    ["11.4.2-MariaDB-log", "mariadb", [11, 4, 2]],
    ["8.0.36", "mysql", [8, 0, 36]],
    ["8.0.11-aurora.1", "mysql", [8, 0, 11]],
    ["9.1.0-commercial", "mysql", [9, 1, 0]],
  ] as const)("reads %s", (text, flavor, numbers) => {
    expect(serverOf(text)).toEqual({ flavor, numbers });
  });
});

describe("checkServer()", () => {
  it.each([
    ["mariadb", "10.4.34-MariaDB", /MariaDB 10\.5\.0 or later is required \(found 10\.4\.34/],
    ["mysql", "5.7.44", /MySQL 8\.0\.11 or later is required \(found 5\.7\.44/],
  ])("refuses what is too old: %s %s [DB-07]", (declared, version, message) => {
    const check = (): void => checkServer("default", declaredServer("default", declared), version);

    expect(check).toThrow(NotSupportedError);
    expect(check).toThrow(message);
  });

  it("refuses a server of the other kind, and says what to set", () => {
    const check = (): void => checkServer("default", declaredServer("default"), "8.0.36");

    expect(check).toThrow(ImproperlyConfigured);
    expect(check).toThrow(/options: \{ server: "mysql" \}/);
  });

  it("refuses one that statements are too new for, and says what to set", () => {
    const check = (): void =>
      checkServer("default", declaredServer("default"), "10.6.12-MariaDB-log");

    expect(check).toThrow(/options: \{ server: "mariadb 10\.6\.12" \}/);
    expect(() =>
      checkServer("default", declaredServer("default", "mariadb 10.6"), "10.6.12-MariaDB-log"),
    ).not.toThrow();
  });
});

describe("declaredServer()", () => {
  it.each(["oracle", "mysql8", "mysql 8", "MariaDB", 8, { a: 1 }])("refuses %s", (given) => {
    expect(() => declaredServer("default", given)).toThrow(ImproperlyConfigured);
  });

  it("refuses versions that cannot be used", () => {
    expect(() => declaredServer("default", "mysql 5.7.44")).toThrow(NotSupportedError);
  });
});

describe("mysqlDialect()", () => {
  const dialectOf = (server: string) => mysqlDialect(declaredServer("default", server));
  const typesOf = (server: string): (string | undefined)[] => {
    const dialect = dialectOf(server);
    return [Thing.meta.getField("key"), Thing.meta.getField("data")].map((field) =>
      dialect.columnType(field),
    );
  };

  it("writes for the server that the settings name [DB-03] [DB-20] [DB-21]", () => {
    const shown = (server: string) => {
      const { features, setOperators } = dialectOf(server);
      return {
        returning: features.supportsReturning,
        uuid: features.nativeUuid,
        skipLocked: features.selectForUpdateSkipLocked,
        of: features.selectForUpdateOf,
        expressions: features.expressionIndexes,
        sets: [...setOperators.keys()],
      };
    };
    const all = ["union", "intersection", "difference"];

    expect(shown("mariadb 10.5")).toEqual({
      returning: true,
      uuid: false,
      skipLocked: false,
      of: false,
      expressions: false,
      sets: all,
    });
    expect(shown("mariadb")).toMatchObject({ uuid: true, skipLocked: true, sets: all });
    expect(shown("mysql 8.0.11")).toEqual({
      returning: false,
      uuid: false,
      skipLocked: true,
      of: true,
      expressions: false,
      sets: ["union"],
    });
    expect(shown("mysql")).toMatchObject({ expressions: true, sets: all });
  });

  it("stores UUIDs and JSON in the types that the server has [DB-21]", () => {
    expect(typesOf("mariadb")).toEqual(["uuid", "json"]);
    expect(typesOf("mariadb 10.6")).toEqual(["char(32)", "json"]);
    expect(typesOf("mysql")).toEqual(["char(32)", "json"]);
  });

  it("checks JSON by a condition where its type is text", () => {
    const checkOf = (server: string) => {
      const dialect = dialectOf(server);
      return dialect.columnCheck(Thing.meta.getField("data"));
    };

    expect(checkOf("mariadb")).toBe("JSON_VALID(`data`)");
    expect(checkOf("mysql")).toBeUndefined();
  });
});
