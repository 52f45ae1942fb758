/**
 * The name of a test, or of a `describe()`, with tags: `nuages test --tag slow` runs the tests that have
 * the tag, `--exclude-tag slow` the others. Django: `@tag()`.
 *
 * @example
 * it(tag("imports a million books", "slow"), testCase(async () => { … })); // "imports a million books @slow"
 */
export function tag(name: string, ...tags: readonly string[]): string {
  const unfit = tags.find((word) => !/^[\w-]+$/u.test(word));
  if (unfit !== undefined) {
    throw new TypeError(`"${unfit}" is no tag: it takes letters, digits, - and _.`);
  }
  return [name, ...tags.map((word) => `@${word}`)].join(" ");
}
