import { afterEach, beforeAll, describe, expect, it } from "vitest";

import { configure, overrideSettings } from "../conf/index.ts";
import { ImmutableQueryDict, QueryDict, TooManyFieldsSent } from "./index.ts";

beforeAll(() => configure({}));

describe("QueryDict", () => {
  it("gives the last value, or all of a name [HTTP-13]", () => {
    const query = new QueryDict("a=1&a=2&b=3&c=");

    expect(query.get("a")).toBe("2");
    expect(query.getlist("a")).toEqual(["1", "2"]);
    expect(query.get("c")).toBe("");
    expect(query.get("x")).toBeUndefined();
    expect(query.get("x", "none")).toBe("none");
    expect([...query]).toEqual([
      ["a", "2"],
      ["b", "3"],
      ["c", ""],
    ]);
    expect([...query.lists()]).toEqual([
      ["a", ["1", "2"]],
      ["b", ["3"]],
      ["c", [""]],
    ]);
    expect(query.size).toBe(3);
  });

  it("raises for a missing name where one must be [HTTP-13]", () => {
    expect(() => new QueryDict("title=x").getItem("titel")).toThrow('Did you mean "title"?');
  });

  it.each([
    ["set", (query: QueryDict) => query.set("a", "2")],
    ["setlist", (query: QueryDict) => query.setlist("a", [])],
    ["appendlist", (query: QueryDict) => query.appendlist("a", "2")],
    ["setdefault", (query: QueryDict) => query.setdefault("b", "2")],
    ["update", (query: QueryDict) => query.update({ b: "2" })],
    ["delete", (query: QueryDict) => query.delete("a")],
    ["pop", (query: QueryDict) => query.pop("a")],
    ["popitem", (query: QueryDict) => query.popitem()],
    ["clear", (query: QueryDict) => query.clear()],
  ])("cannot be changed by %s() [HTTP-13]", (_name, change) => {
    const query = new QueryDict("a=1");

    expect(() => change(query)).toThrow(ImmutableQueryDict);
    expect(query.urlencode()).toBe("a=1");
  });

  it("can be changed in a copy, which is its own [HTTP-13]", () => {
    const query = new QueryDict("a=1&a=2");
    const copy = query.copy();

    copy.appendlist("a", "3");
    copy.update({ b: "4" });
    copy.set("c", "5");

    expect(copy.urlencode()).toBe("a=1&a=2&a=3&b=4&c=5");
    expect(query.urlencode()).toBe("a=1&a=2");
  });

  it("is filled from names [HTTP-13]", () => {
    const query = QueryDict.fromkeys(["a", "a", "b"], "x");

    expect(query.urlencode()).toBe("a=x&a=x&b=x");
    expect(() => query.set("a", "1")).toThrow(ImmutableQueryDict);
  });

  it("keeps safe characters in the query string [HTTP-13]", () => {
    const query = new QueryDict("next=/a b/");

    expect(query.urlencode()).toBe("next=%2Fa+b%2F");
    expect(query.urlencode("/")).toBe("next=/a%20b/");
  });

  it("separates at & only [ADV-070]", () => {
    expect(new QueryDict("a=1;b=2").dict()).toEqual({ a: "1;b=2" });
  });

  it("keeps dangerous names as plain data [ADV-109, ADV-111]", () => {
    const query = new QueryDict("__proto__[x]=1&__proto__=2&constructor=3&toString=4");

    expect(query.get("__proto__")).toBe("2");
    expect(query.get("hasOwnProperty")).toBeUndefined();
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
    expect(Object.getPrototypeOf(query.dict())).toBeNull();
    expect(query.dict()["__proto__"]).toBe("2");
  });

  it.each(["%", "%zz", "%ff", "%e2%80", "\ud800", "%00", "=&=&&="])(
    "reads the malformed text %j without an error [ADV-120]",
    (text) => {
      expect(() => new QueryDict(`a=${text}`).urlencode()).not.toThrow();
    },
  );

  it("reads another encoding", () => {
    expect(new QueryDict("name=%e4", { encoding: "iso-8859-15" }).get("name")).toBe("ä");
  });

  describe("limits", () => {
    let restore: Disposable | undefined;
    afterEach(() => restore?.[Symbol.dispose]());

    it("refuses more fields than dataUploadMaxNumberFields [HTTP-14]", () => {
      restore = overrideSettings({ dataUploadMaxNumberFields: 2 });

      expect(new QueryDict("a=1&b=2").size).toBe(2);
      expect(() => new QueryDict("a=1&b=2&c=3")).toThrow(TooManyFieldsSent);
    });
  });
});
