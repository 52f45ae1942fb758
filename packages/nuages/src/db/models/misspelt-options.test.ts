import { describe, expect, it } from "vitest";

import { CharField, Model } from "../models.ts";

class Price extends CharField {}

describe("options with misspelt names", () => {
  it("of a field are named, with the nearest right ones", () => {
    const options: { maxLength: number } = Object.assign(
      { maxLength: 9 },
      { vebroseName: "Title" },
    );
    class Book extends Model<Book>()({ title: CharField(options) }, { appLabel: "shelf" }) {}

    expect(Book.check()).toMatchObject([
      {
        id: "fields.W901",
        msg: "The option 'vebroseName' has no effect: no field has one of that name.",
        hint: "Did you mean verboseName?",
      },
    ]);
  });

  it("of a field of one's own are left alone where they are near to none", () => {
    const options: { verboseName: string } = Object.assign(
      { verboseName: "price" },
      { currency: "EUR" },
    );
    class Book extends Model<Book>()({ price: new Price(options) }, { appLabel: "shelf" }) {}

    expect(Book.check()).toEqual([]);
  });

  it("of a model are named, with the nearest right ones", () => {
    const options: { appLabel: string } = Object.assign(
      { appLabel: "shelf" },
      { orderng: ["title"] },
    );
    class Book extends Model<Book>()({ title: CharField({ maxLength: 9 }) }, options) {}

    expect(Book.check()).toMatchObject([
      { id: "models.W901", hint: expect.stringMatching(/^Did you mean "ordering"\?/u) as unknown },
    ]);
  });
});
