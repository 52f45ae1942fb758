import { afterEach, beforeEach, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { connections, models } from "../../db/index.ts";
import { memoryDatabase } from "../../db/testing/database.ts";
import { loadExecutor, migrations } from "../../migrations/index.ts";
import { diskOf, keyOf } from "../../migrations/testing/disk.ts";
import initial from "./migrations/0001_initial.ts";
import withoutName from "./migrations/0002_remove_content_type_name.ts";
import { renameContentTypes } from "./rename-content-types.ts";

configure({ secretKey: "x" });

let database: AsyncDisposable;

beforeEach(async () => {
  database = await memoryDatabase();
});

afterEach(() => database[Symbol.asyncDispose]());

const disk = (): ReturnType<typeof diskOf> =>
  diskOf({
    "contenttypes.0001_initial": initial,
    "contenttypes.0002_remove_content_type_name": withoutName,
    "lib.0001_initial": {
      operations: [
        migrations.CreateModel({
          name: "Book",
          fields: { id: models.AutoField({ primaryKey: true }) },
        }),
      ],
    },
    "lib.0002_rename": {
      dependencies: [
        keyOf("lib.0001_initial"),
        keyOf("contenttypes.0002_remove_content_type_name"),
      ],
      operations: [migrations.RenameModel({ oldName: "Book", newName: "Volume" })],
    },
  });

/** Brings `lib` to a migration, with the handler of `preMigrate`. */
async function migrate(target: string): Promise<void> {
  const executor = await loadExecutor({ disk: disk() });
  const plan = executor.plan([keyOf(target)]);
  renameContentTypes({ plan });
  await executor.migrate([], { plan });
}

const rows = async (): Promise<unknown> =>
  connections.get().query("SELECT app_label, model FROM django_content_type ORDER BY id", []);

describe("renameContentTypes()", () => {
  it("lets the row follow its model, forwards and back [MIG-27]", async () => {
    await migrate("lib.0001_initial");
    await migrate("contenttypes.0002_remove_content_type_name");
    await connections
      .get()
      .script([
        "INSERT INTO django_content_type (app_label, model) VALUES ('lib', 'book'), ('shop', 'book')",
      ]);

    await migrate("lib.0002_rename");
    expect(await rows()).toEqual([
      ["lib", "volume"],
      ["shop", "book"],
    ]);

    await migrate("lib.0001_initial");
    expect(await rows()).toEqual([
      ["lib", "book"],
      ["shop", "book"],
    ]);
  });

  it("leaves the row where there is one of the new name [MIG-27]", async () => {
    await migrate("lib.0001_initial");
    await migrate("contenttypes.0002_remove_content_type_name");
    await connections
      .get()
      .script([
        "INSERT INTO django_content_type (app_label, model) VALUES ('lib', 'book'), ('lib', 'volume')",
      ]);

    await migrate("lib.0002_rename");

    expect(await rows()).toEqual([
      ["lib", "book"],
      ["lib", "volume"],
    ]);
  });
});
