import { describe, expect, it } from "vitest";

import { IntegrityError, OperationalError } from "../../errors.ts";
import { isFatal, translateError } from "./errors.ts";

const failure = (properties: object): Error => Object.assign(new Error("what it says"), properties);

describe("errors of PostgreSQL's driver", () => {
  it("of the system are losses of the connection, also when their codes look like those of the server", () => {
    const lost = failure({ code: "EPIPE", errno: -32, syscall: "write" });

    expect(isFatal(lost)).toBe(true);
    expect(translateError(lost, "SELECT 1")).toBeInstanceOf(OperationalError);
  });

  it("of the server keep the connection, unless it says that it ends it", () => {
    const refused = failure({ code: "23505", severity: "ERROR" });

    expect(isFatal(refused)).toBe(false);
    expect(translateError(refused, "INSERT …")).toBeInstanceOf(IntegrityError);
    expect(isFatal(failure({ code: "57P01", severity: "FATAL" }))).toBe(true);
  });
});
