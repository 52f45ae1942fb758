import { describe, expect, it } from "vitest";

import { parseAddress } from "./address.ts";

describe("parseAddress()", () => {
  it.each([
    [undefined, "127.0.0.1", 8000, "http://127.0.0.1:8000/"],
    ["9000", "127.0.0.1", 9000, "http://127.0.0.1:9000/"],
    ["1.2.3.4:80", "1.2.3.4", 80, "http://1.2.3.4:80/"],
    ["0:8000", "0.0.0.0", 8000, "http://0.0.0.0:8000/"],
    ["[::1]:8000", "::1", 8000, "http://[::1]:8000/"],
    ["my-host.example:7", "my-host.example", 7, "http://my-host.example:7/"],
  ])("reads %s [CLI-15]", (text, host, port, url) => {
    expect(parseAddress(text)).toEqual({ host, port, url });
  });

  it("uses ::1 with --ipv6 [CLI-16]", () => {
    expect(parseAddress(undefined, true).host).toBe("::1");
    expect(() => parseAddress("127.0.0.1:8000", true)).toThrow(
      '"127.0.0.1" is not a valid IPv6 address.',
    );
  });

  it.each(["8000x", "127.0.0.1", "70000", "a b:1", ":8000", ""])("refuses %j [CLI-15]", (text) => {
    expect(() => parseAddress(text)).toThrow(
      `"${text}" is not a valid port number or address:port pair.`,
    );
  });

  it("refuses brackets around what is no address", () => {
    expect(() => parseAddress("[1:2]:80")).toThrow('"1:2" is not a valid IPv6 address.');
  });
});
