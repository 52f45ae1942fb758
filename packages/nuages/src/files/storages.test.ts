import { afterEach, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import { FileSystemStorage, InvalidStorageError, storages } from "./index.ts";

configure({});

describe("storages", () => {
  afterEach(() => storages.forget());

  it("makes one storage an alias, the default one of the media settings [FILE-05]", () => {
    using _ = overrideSettings({ mediaRoot: "/srv/media", mediaUrl: "/m/" });

    const storage = storages.get();

    expect(storage).toBe(storages.get("default"));
    expect(storage.path("a.txt")).toBe("/srv/media/a.txt");
    expect(storage.url("a.txt")).toBe("/m/a.txt");
  });

  it("takes classes of your own with their options [FILE-05]", () => {
    class Own extends FileSystemStorage {}
    using _ = overrideSettings({
      storages: { own: { backend: Own, options: { location: "/srv/own" } } },
    });

    expect(storages.get("own")).toBeInstanceOf(Own);
    expect(storages.get("own").path("a")).toBe("/srv/own/a");
  });

  it.each(["missing", "__proto__", "odd"])("refuses the alias %s [FILE-05]", (alias) => {
    using _ = overrideSettings({ storages: { odd: { backend: "memory" } } });

    expect(() => storages.get(alias)).toThrow(InvalidStorageError);
  });
});
