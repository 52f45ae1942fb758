import { describe, expect, it } from "vitest";

import { models } from "../index.ts";
import { memoryDatabase, statementsOf } from "../testing/database.ts";

class Sound extends models.Model<Sound>()(
  { file: models.FilePathField({ path: () => "/srv/sounds", match: "\\.ogg$", recursive: true }) },
  { appLabel: "files" },
) {}

function declared(options: models.FilePathOptions): models.Field {
  return models.FilePathField(options) as unknown as models.Field;
}

describe("FilePathField", () => {
  it("is a text of 100 characters [MOD-20]", async () => {
    let tables: AsyncDisposable | undefined;
    const statements = await statementsOf(async () => {
      tables = await memoryDatabase(Sound);
    });

    const sound = await Sound.objects.create({ file: "/srv/sounds/a.ogg" });

    expect(statements.join("\n")).toContain('"file" varchar(100) NOT NULL');
    expect((await Sound.objects.get({ file__endswith: ".ogg" })).pk).toBe(sound.pk);
    await tables?.[Symbol.asyncDispose]();
  });

  it("asks for its folder when it is needed [MOD-20]", () => {
    const field = declared({ path: () => "/srv/sounds" }) as unknown as { readonly path: string };

    expect(field.path).toBe("/srv/sounds");
  });

  it("takes texts that are not too long [MOD-20]", async () => {
    await expect(declared({}).clean("x".repeat(101))).rejects.toThrow("at most 100 characters");
  });

  it("finds that nothing can be chosen [MOD-20]", () => {
    expect(
      declared({ allowFiles: false })
        .check()
        .map(({ id }) => id),
    ).toEqual(["fields.E140"]);
    expect(declared({ allowFiles: false, allowFolders: true }).check()).toEqual([]);
  });

  it("says its options when it is written down [MOD-20]", () => {
    expect(declared({ path: "/srv", recursive: true }).deconstruct()).toEqual({
      name: "",
      type: "FilePathField",
      args: [],
      options: { path: "/srv", recursive: true },
    });
  });
});
