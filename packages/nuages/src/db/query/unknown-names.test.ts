import { describe, expect, it } from "vitest";

import { memoryDatabase } from "../testing/database.ts";
import { Author, libraryModels } from "../testing/library.ts";

/** Names that the compiler would refuse. */
const wrong = (name: string): never => name as never;

describe("the other side of a relation", () => {
  it("is named for queries where the attribute was written [QS-36]", async () => {
    await using _ = await memoryDatabase(...libraryModels);

    expect(() => Author.objects.filter({ [wrong("bookSet__title")]: "Rose" } as object)).toThrow(
      /"bookSet"\.\n.*Did you mean "book"\? That is its name in queries/,
    );
  });

  it("is named as attribute where the name in queries was written [QS-36]", async () => {
    await using _ = await memoryDatabase(...libraryModels);
    await Author.objects.create({ firstName: "Umberto" });

    await expect(Author.objects.prefetchRelated(wrong("book")).fetch()).rejects.toThrow(
      /Did you mean "bookSet"\? That is the attribute/,
    );
  });
});
