import { describe, expect, it } from "vitest";

import { OperationalError, models, registerModels } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { translateError as translateMysql } from "./mysql/errors.ts";
import { translateError as translatePostgresql } from "./postgresql/errors.ts";

class Ghost extends models.Model<Ghost>()({ name: models.TextField() }, { appLabel: "missing" }) {}

describe("a statement about a table that is not there", () => {
  it("says how tables are made", async () => {
    await using _ = await memoryDatabase();
    registerModels(Ghost);

    const counted = Ghost.objects.count();

    await expect(counted).rejects.toThrow(OperationalError);
    await expect(counted).rejects.toThrow(
      /no such table: missing_ghost\.\n.*migrate --run-syncdb.*createTables/,
    );
  });

  it("says so on PostgreSQL and MySQL too", () => {
    const postgresql = Object.assign(new Error('relation "a" does not exist'), { code: "42P01" });
    const mysql = Object.assign(new Error("Table 'd.a' doesn't exist"), { errno: 1146 });

    expect(translatePostgresql(postgresql, "SELECT").message).toContain("migrate --run-syncdb");
    expect(translateMysql(mysql, "SELECT").message).toContain("migrate --run-syncdb");
  });
});
