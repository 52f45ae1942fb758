import { describe, expect, it } from "vitest";

import { OperationalError } from "../../errors.ts";
import { Turnstile } from "./turnstile.ts";

describe("Turnstile", () => {
  it("lets one in at a time, in the order of asking", async () => {
    const turnstile = new Turnstile();
    const order: number[] = [];

    await Promise.all(
      [1, 2, 3].map(async (number) => {
        const leave = await turnstile.enter(`holder ${number}`);
        order.push(number);
        await Promise.resolve();
        order.push(-number);
        leave();
        leave();
      }),
    );

    expect(order).toEqual([1, -1, 2, -2, 3, -3]);
    expect(turnstile.isBusy).toBe(false);
  });

  it("names who is inside when the wait gets too long, and goes on with the next", async () => {
    const turnstile = new Turnstile(10);
    const leave = await turnstile.enter("the atomic block at views.ts:12");

    const refused = await turnstile.enter("an impatient one").catch((error: unknown) => error);

    expect(refused).toBeInstanceOf(OperationalError);
    expect((refused as Error).message).toMatch(
      /not free to be written to within 0\.01 s[^]*the atomic block at views\.ts:12/,
    );
    leave();
    expect(turnstile.isBusy).toBe(false);
    (await turnstile.enter("the next"))();
  });
});
