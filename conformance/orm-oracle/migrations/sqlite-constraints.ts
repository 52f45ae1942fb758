/** A constraint or index, as the oracle describes it. */
export interface ConstraintPicture {
  readonly columns: readonly (string | null)[];
  readonly primary_key: boolean;
  readonly unique: boolean;
  readonly foreign_key: readonly [string, string] | null;
  readonly check: boolean;
  readonly index: boolean;
}

export const PLAIN: Omit<ConstraintPicture, "columns"> = {
  primary_key: false,
  unique: false,
  foreign_key: null,
  check: false,
  index: false,
};

/** Parts of the body of CREATE TABLE, which commas divide. */
function partsOf(sql: string): string[] {
  const body = sql.slice(sql.indexOf("(") + 1, sql.lastIndexOf(")"));
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (const { 0: token, index } of body.matchAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[(),]/g)) {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    else if (token === "," && depth === 0) {
      parts.push(body.slice(start, index));
      start = index + 1;
    }
  }
  return [...parts, body.slice(start)].map((part) => part.trim());
}

/** The text without what stands in parentheses. */
function outside(part: string): string {
  let depth = 0;
  return part.replaceAll(/"(?:[^"]|"")*"|'(?:[^']|'')*'|[()]|[^"'()]+/g, (token) => {
    if (token === "(") depth += 1;
    else if (token === ")") depth -= 1;
    return depth === 0 && token !== ")" && !token.startsWith("'") ? token : "";
  });
}

function quotedNames(text: string): string[] {
  return [...text.matchAll(/"((?:[^"]|"")*)"/g)].map(([, name = ""]) => name);
}

/** The unique and check constraints that CREATE TABLE says, by name; those without are numbered. */
export function constraintsInSql(
  sql: string,
  columns: ReadonlySet<string>,
): Record<string, ConstraintPicture> {
  const found: Record<string, ConstraintPicture> = {};
  let unnamed = 0;
  for (const part of partsOf(sql)) {
    const [, named] = /^CONSTRAINT "([^"]*)"/.exec(part) ?? [];
    const rest =
      named === undefined ? part : part.slice(part.indexOf(`"${named}"`) + named.length + 2);
    const words = outside(rest);
    const at = rest.search(/\bCHECK\b/);
    const isColumn = named === undefined && part.startsWith('"');
    const add = (picture: ConstraintPicture): void => {
      if (named === undefined) unnamed += 1;
      found[named ?? `__unnamed_constraint_${unnamed}__`] = picture;
    };
    if (/\bUNIQUE\b/.test(words)) {
      const names = isColumn ? quotedNames(part).slice(0, 1) : quotedNames(rest);
      add({ ...PLAIN, columns: names, unique: true });
    }
    if (/\bCHECK\b/.test(words)) {
      const names = quotedNames(rest.slice(at)).filter((name) => columns.has(name));
      add({ ...PLAIN, columns: names, check: true });
    }
  }
  return found;
}
