import { afterAll, beforeAll, describe, expect, it } from "vitest";

import { configure } from "../../conf/index.ts";
import { connections, models, registerModels } from "../index.ts";
import { fittingTableName } from "./table-name.ts";

const word = "abcdefghij";
const services = (longest: number) => ({ longestTableName: () => longest });

describe("a table name that was made", () => {
  it("stays while it fits [MOD-38]", () => {
    const name = word.repeat(6) + "abc";

    expect(fittingTableName(name, services(63))).toBe(name);
    expect(fittingTableName(`${name}d`, services(Infinity))).toBe(`${name}d`);
  });

  // The hashes are the first digits of MD5 of the whole names.
  it.each([
    [63, `${word.repeat(5)}abcdefghi`],
    [64, word.repeat(6)],
  ])("ends with a hash where the database takes %i characters [MOD-38]", (longest, start) => {
    const short = fittingTableName(word.repeat(7), services(longest));

    expect(short).toBe(`${start}0685`.slice(0, longest));
    expect(short).toHaveLength(longest);
  });
});

describe("a model with a long name", () => {
  beforeAll(() => {
    configure({
      secretKey: "x",
      // Nothing listens there: names need no connection.
      databases: { default: { engine: "postgresql", host: "127.0.0.1", port: 1, name: "x" } },
    });
  });

  afterAll(() => connections.closeAll());

  it("has a table that fits, and tables between, unless they are named [MOD-38]", () => {
    const long = "L".repeat(70);
    class Long extends models.Model<Long>()(
      {
        many: models.ManyToManyField(() => Named, { relatedName: "+" }),
      },
      { appLabel: "names" },
    ) {}
    Object.defineProperty(Long, "name", { value: long });
    class Named extends models.Model<Named>()(
      { many: models.ManyToManyField(() => Named, { relatedName: "+" }) },
      { appLabel: "names", dbTable: "t".repeat(70) },
    ) {}
    registerModels(Long, Named);

    expect(Long.meta.dbTable).toMatch(/^names_l{53}[0-9a-f]{4}$/);
    expect(Named.meta.dbTable).toHaveLength(70);
    const between = Long.meta.throughOf(Long.meta.getField("many")).dbTable;
    expect(between).toMatch(/^names_l{53}[0-9a-f]{4}$/);
    expect(between).not.toBe(Long.meta.dbTable);
  });
});
