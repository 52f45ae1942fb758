import { describe, expect, it } from "vitest";

import { translatePattern } from "./pattern-syntax.ts";
import { regexpMatches } from "./regexp.ts";

/** Pattern, texts that Python's `re.search()` finds it in, texts that it does not. */
const CASES: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ["^\\w+$", ["José", "a_1", "٣", "ª", "²", "joy\n"], ["", "a b", "-"]],
  ["\\d", ["12", "٣"], ["²", "a"]],
  ["\\s", ["\u00A0", "\t", "a\u2028"], ["a", "\u200B"]],
  ["[^\\s\\d]", ["a", " a1"], ["", " 1", "\u00A0٣"]],
  ["[\\D]", ["a"], ["12"]],
  ["é\\b", ["é", "é a"], ["éa", "e"]],
  ["\\bé", ["é", "a é"], ["aé"]],
  ["\\Bé", ["aé"], ["é", "a é"]],
  ["o.y$", ["joey", "joey\n"], ["joey\n\n", "o\ny"]],
  ["b$\\n", ["b\n"], ["b"]],
  ["a\\Z", ["ba"], ["a\n"]],
  ["\\Aa", ["ab"], ["ba", "\na"]],
  [".", ["\r", "\u2028", "\u{1F389}"], ["", "\n"]],
  ["^.$", ["\u{1F389}"], ["ab"]],
  ["(?m)^b$", ["a\nb\nc", "b"], ["ab"]],
  ["(?s)a.b", ["a\nb"], ["ab"]],
  ["(?x) a b # both", ["ab"], ["a b"]],
  ["(?x) [a #]", [" ", "#", "a"], ["b"]],
  ["(?a)^\\w$", ["a"], ["é"]],
  ["(?i)^REI(N|n)hardt$", ["Reinhardt"], ["Reinhard"]],
  ["(?i)É", ["é"], ["e"]],
  ["(?i:A)b", ["ab", "Ab"], ["AB"]],
  ["a{,2}b", ["b", "aab"], ["a"]],
  ["x{y}", ["x{y}"], ["xy"]],
  ["[]a]", ["]", "a"], ["b"]],
  ["[^]a]", ["b"], ["]", "a"]],
  ["[a-]$", ["-", "a"], ["b"]],
  ["[[:alpha:]]", ["[]", ":]"], ["b]", "a"]],
  ["[a&&b]", ["&", "a"], ["c"]],
  ["\\x41\\u00e9\\t", ["Aé\t"], ["A\t"]],
  ["\\012|\\0", ["\n", "\0"], ["0"]],
  ["[\\b]", ["\b"], ["b"]],
  ["\\é\\-\\'", ["é-'"], ["é'"]],
  ["(?P<x>a)b(?P=x)", ["aba"], ["abb"]],
  ["(.)\\1", ["aa"], ["ab"]],
  ["a(?=b)", ["ab"], ["aa"]],
  ["(?<!a)b", ["b"], ["ab"]],
  ["a(?#never mind)b", ["ab"], ["a"]],
  ["a*?b|", ["", "c"], []],
  ["a/b", ["a/b"], ["ab"]],
];

describe("translatePattern()", () => {
  it.each(CASES)("reads %j as Python does", (pattern, found, missed) => {
    expect(found.map((text) => regexpMatches(pattern, text))).toEqual(found.map(() => true));
    expect(missed.map((text) => regexpMatches(pattern, text))).toEqual(missed.map(() => false));
  });

  it("leaves to the trying engine what looks around or back, and nothing else", () => {
    const isLinear = (pattern: string): boolean => translatePattern(pattern).linear !== undefined;

    expect(["(a+)+$", "\\bx", "(?:a|b){2,}?", "(?P<x>a)", "a$|b"].filter(isLinear)).toHaveLength(5);
    expect(["a(?=b)", "(?<!a)b", "(a)\\1", "(?P<x>a)(?P=x)", "a$\\n"].filter(isLinear)).toEqual([]);
  });
});
