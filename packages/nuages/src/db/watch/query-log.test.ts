import { afterEach, describe, expect, it } from "vitest";

import { configure, isConfigured, overrideSettings } from "../../conf/index.ts";
import { getLogger, Handler, type LogRecord } from "../../logging/index.ts";
import { connections } from "../index.ts";
import { memoryDatabase } from "../testing/database.ts";
import { Tag } from "../testing/library.ts";

class Kept extends Handler {
  readonly records: LogRecord[] = [];

  override emit(record: LogRecord): void {
    this.records.push(record);
  }
}

if (!isConfigured()) configure({});
const logger = getLogger("nuages.db.backends");
const kept = new Kept({ level: "DEBUG" });

async function logged(work: () => Promise<unknown>): Promise<LogRecord[]> {
  logger.handlers.push(kept);
  logger.propagate = false;
  logger.setLevel("DEBUG");
  await work();
  return kept.records.splice(0);
}

afterEach(() => {
  logger.handlers.splice(0);
  logger.propagate = true;
  logger.setLevel("NOTSET");
});

describe("the log of statements", () => {
  it("has each statement with time, values, alias and source line while debug is true [LOG-03]", async () => {
    await using _ = await memoryDatabase(Tag);
    using _debug = overrideSettings({ debug: true });

    const [record] = await logged(() => Tag.objects.filter({ name: "o'hara" }).exists());

    expect(record?.levelName).toBe("DEBUG");
    expect(record?.message).toMatch(
      /^\(0\.\d{3}\) SELECT .*; args=\[ .*"o'hara".* \]; alias=default; at=\S*query-log\.test\.ts:\d+:\d+$/,
    );
    expect(record?.extra).toMatchObject({ alias: "default", params: [1n, "o'hara"] });
    expect(record?.extra["duration"]).toBeGreaterThanOrEqual(0);
  });

  it("has statements that fail", async () => {
    await using _ = await memoryDatabase(Tag);
    using _debug = overrideSettings({ debug: true });

    const records = await logged(() =>
      connections
        .get()
        .query("SELECT nonsense", [])
        .catch(() => undefined),
    );

    expect(records.map(({ extra }) => extra["sql"])).toEqual(["SELECT nonsense"]);
  });

  it("cuts long values", async () => {
    await using _ = await memoryDatabase(Tag);
    using _debug = overrideSettings({ debug: true });

    const [record] = await logged(() => Tag.objects.filter({ name: "x".repeat(100_000) }).exists());

    expect(record?.message.length).toBeLessThan(1_000);
  });

  it("is silent without debug, and below level DEBUG", async () => {
    await using _ = await memoryDatabase(Tag);
    using _debug = overrideSettings({ debug: false });

    expect(await logged(() => Tag.objects.exists())).toEqual([]);
    using _inner = overrideSettings({ debug: true });
    logger.setLevel("INFO");
    await Tag.objects.exists();
    expect(kept.records).toEqual([]);
  });
});
