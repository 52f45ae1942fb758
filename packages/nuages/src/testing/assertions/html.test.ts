import { AssertionError } from "node:assert";

import { describe, expect, it } from "vitest";

import {
  assertHTMLEqual,
  assertHTMLNotEqual,
  assertInHTML,
  assertJSONEqual,
  assertJSONNotEqual,
  assertNotInHTML,
  assertXMLEqual,
  assertXMLNotEqual,
} from "../index.ts";

describe("assertHTMLEqual()", () => {
  it.each([
    ["<p>a  b</p>", "\n<p>\n a\nb </p> "],
    ['<a class="x  y" id=1>t</a>', "<a ID='1' CLASS='y x'>t</a>"],
    ["<br><input checked>", '<br/><input checked="checked">'],
    ["<input disabled=''>", "<input disabled>"],
    ["<p>&amp; &#62; é</p>", "<p>& &gt; &eacute;</p>"],
    ["<ul><li>a<li>b</ul>", "<ul><li>a<li>b</li></li></ul>"],
    ["<p>a<!-- note --></p>", "<p>a</p>"],
    ["<script>if (a < b) {}</script>", "<script> if (a < b) {} </script>"],
  ])("takes %s and %s for the same [TEST-16]", (one, other) => {
    assertHTMLEqual(one, other);
    expect(() => assertHTMLNotEqual(one, other)).toThrow("The HTML is the same.");
  });

  it.each([
    ["<p>a</p>", "<p>b</p>"],
    ["<p>a</p>", "<div>a</div>"],
    ["<p>a b</p>", "<p>ab</p>"],
    ['<a href="/a">t</a>', '<a href="/b">t</a>'],
    ["<input>", "<input checked>"],
    ["<p><b>a</b></p>", "<p><b></b>a</p>"],
    ["", "<p></p>"],
  ])("takes %s and %s for different [TEST-16]", (one, other) => {
    assertHTMLNotEqual(one, other);
    expect(() => assertHTMLEqual(one, other, { message: "the list" })).toThrow(
      "the list: The HTML is not the same.",
    );
  });

  it("shows both beside each other, and refuses what is no HTML [TEST-16]", () => {
    let thrown: unknown;
    try {
      assertHTMLEqual("<p>a</p>", "<p>b</p>");
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(AssertionError);
    expect(thrown).toMatchObject({ actual: "<p>\n  a\n</p>", expected: "<p>\n  b\n</p>" });
    expect(() => assertHTMLEqual("<p></b></p>", "")).toThrow(
      "The first is no HTML: The end tag </b> has no start.",
    );
  });
});

describe("assertInHTML()", () => {
  const page = "<ul><li class='a b'>one</li> <li>two</li> <li class='b a'>one</li></ul>";

  it("finds elements anywhere, one after another, and texts [TEST-16]", () => {
    expect(() => assertInHTML('<li class="a b">one</li>', page, { count: 2 })).not.toThrow();
    assertInHTML('<li>two</li><li class="a b"> one</li>', page, { count: 1 });
    assertInHTML("one", page, { count: 2 });
    assertInHTML("<li>two</li>", page);
    assertNotInHTML("<li>one</li>", page);
  });

  it("says how often it is there [TEST-16]", () => {
    expect(() => assertInHTML("<li>two</li>", page, { count: 2 })).toThrow(
      "2 times (it is there 1 times) in",
    );
    expect(() => assertInHTML("<b>two</b>", page)).toThrow("The HTML does not have\n\n<b>two</b>");
    expect(() => assertNotInHTML("<li>two</li>", page)).toThrow("The HTML should not have");
  });
});

describe("assertXMLEqual()", () => {
  it("compares by structure [TEST-16]", () => {
    assertXMLEqual(
      '<a x="1" y="2"><b>t</b></a>',
      '<?xml version="1.0"?><a y="2" x="1">\n <b>t</b>\n</a>',
    );
    assertXMLNotEqual('<a x="1"/>', '<a x="2"/>');
    assertXMLNotEqual("<a>t</a>", "<a>T</a>");
    expect(() => assertXMLEqual("<a/>", "<b/>")).toThrow("The XML is not the same.");
    expect(() => assertXMLNotEqual("<a/>", "<a></a>")).toThrow("The XML is the same.");
    expect(() => assertXMLEqual("<a>", "<a/>")).toThrow("The first is no XML: ");
  });
});

describe("assertJSONEqual()", () => {
  it("compares what is meant [TEST-16]", () => {
    assertJSONEqual('{"a": 1, "b": [null]}', '{"b":[null],"a":1}');
    assertJSONEqual('{"a": 1}', { a: 1 });
    assertJSONNotEqual('{"a": 1}', { a: "1" });
    expect(() => assertJSONEqual('{"a": 1}', { a: 2 })).toThrow("The JSON does not mean the same");
    expect(() => assertJSONNotEqual("[1]", [1])).toThrow("The JSON means the same");
    expect(() => assertJSONEqual("{", {})).toThrow("The first is no JSON: ");
  });
});
