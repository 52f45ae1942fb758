import { describe, expect, it } from "vitest";

import { onShutdown, shutdown } from "./index.ts";

describe("shutdown()", () => {
  it("releases what was registered, once, the last first", async () => {
    const order: string[] = [];
    const release = (): void => void order.push("first");
    onShutdown(release);
    onShutdown(release);
    onShutdown(async () => void order.push(await Promise.resolve("second")));

    await shutdown();
    await shutdown();

    expect(order).toEqual(["second", "first"]);
  });

  it("releases the rest when one fails, and then throws", async () => {
    const order: string[] = [];
    onShutdown(() => void order.push("released"));
    onShutdown(() => {
      throw new RangeError("connection lost");
    });

    await expect(shutdown()).rejects.toThrow("connection lost");
    expect(order).toEqual(["released"]);
  });
});
