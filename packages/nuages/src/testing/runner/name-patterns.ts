/** Which tests run, by their full names. */
export interface NameOptions {
  /** Texts of which the name has one; `*` stands for anything. */
  readonly names: readonly string[];
  /** Tags of which the test has one. */
  readonly tags: readonly string[];
  /** Tags of which it has none. */
  readonly excludeTags: readonly string[];
}

/** The expression that full names must match; undefined when all do. */
export function namePattern({ names, tags }: NameOptions): string | undefined {
  const wanted = [
    ...(names.length === 0 ? [] : [`(?=[^]*(?:${names.map(nameSource).join("|")}))`]),
    ...(tags.length === 0 ? [] : [`(?=[^]*${tagSource(tags)})`]),
  ];
  return wanted.length === 0 ? undefined : `^${wanted.join("")}`;
}

/** The expression that full names must not match; undefined when none is left out. */
export function skipPattern({ excludeTags }: NameOptions): string | undefined {
  return excludeTags.length === 0 ? undefined : tagSource(excludeTags);
}

function tagSource(tags: readonly string[]): string {
  return `@(?:${tags.map((tag) => escaped(tag.replace(/^@/u, ""))).join("|")})(?![\\w-])`;
}

function nameSource(name: string): string {
  return name.split("*").map(escaped).join("[^]*");
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/gu, "\\$&");
}
