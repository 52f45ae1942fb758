import { describe, expect, it } from "vitest";

import { isValidIpv6Address, normalizeIpv6, parseIpv4, parseIpv6 } from "./ipv6.ts";

describe("parseIpv4()", () => {
  it("reads four numbers", () => {
    expect(parseIpv4("192.168.0.255")).toEqual([192, 168, 0, 255]);
  });

  it.each(["01.2.3.4", "1.2.3", "1.2.3.4.5", "256.1.1.1", "1.2.3.٤", "1.2.3.4 ", ""])(
    "refuses %j",
    (text) => {
      expect(parseIpv4(text)).toBeUndefined();
    },
  );
});

describe("parseIpv6()", () => {
  it.each([
    ["::", [0, 0, 0, 0, 0, 0, 0, 0]],
    ["::1", [0, 0, 0, 0, 0, 0, 0, 1]],
    ["1::", [1, 0, 0, 0, 0, 0, 0, 0]],
    ["1:2:3:4:5:6:7:8", [1, 2, 3, 4, 5, 6, 7, 8]],
    ["1:2:3::7:8", [1, 2, 3, 0, 0, 0, 7, 8]],
    ["::ffff:1.2.3.4", [0, 0, 0, 0, 0, 0xffff, 0x102, 0x304]],
    ["fe80::1%eth0", [0xfe80, 0, 0, 0, 0, 0, 0, 1]],
  ])("reads %s", (text, groups) => {
    expect(parseIpv6(text)).toEqual(groups);
  });

  it.each([
    "",
    ":",
    ":::",
    "1:::2",
    "1::2::3",
    ":1::2",
    "1::2:",
    "12345::",
    "::g",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4::5:6:7:8",
    "1.2.3.4::",
    "::1.2.3.4:5",
    "::1.2.3.256",
    "1.2.3.4",
    "::1%",
    "::1%a%b",
    "0000:0000:0000:0000:0000:ffff:192.168.100.228",
  ])("refuses %j", (text) => {
    expect(isValidIpv6Address(text)).toBe(false);
  });

  it.each([42, {}, [], null, undefined])("takes %j for no address", (value) => {
    expect(isValidIpv6Address(value)).toBe(false);
  });

  it("reads longer text when allowed to", () => {
    const text = "0000:0000:0000:0000:0000:ffff:192.168.100.228";

    expect(normalizeIpv6(text, { maxLength: 45 })).toBe("::ffff:192.168.100.228");
  });
});

describe("normalizeIpv6()", () => {
  it.each([
    ["2001:000:a:0000:0:fe:fe:beef", "2001:0:a::fe:fe:beef"],
    ["DEAD::0:BEEF", "dead::beef"],
    ["1:0:0:2:0:0:0:3", "1:0:0:2::3"],
    ["0:0:1:1:0:0:1:1", "::1:1:0:0:1:1"],
    ["1:0:1:1:1:1:1:1", "1:0:1:1:1:1:1:1"],
    ["0:0:0:0:0:0:0:0", "::"],
    ["::ffff:0a0a:0a0a", "::ffff:10.10.10.10"],
    ["fe80::1%eth0", "fe80::1"],
  ])("writes %s as %s", (text, normal) => {
    expect(normalizeIpv6(text)).toBe(normal);
  });

  it("unpacks mapped addresses when asked to [UTIL-13]", () => {
    expect(normalizeIpv6("::ffff:1234:1234", { unpackIpv4: true })).toBe("18.52.18.52");
    expect(normalizeIpv6("::1", { unpackIpv4: true })).toBe("::1");
  });

  it("gives nothing for other text", () => {
    expect(normalizeIpv6("10.0.0.1")).toBeUndefined();
  });
});
