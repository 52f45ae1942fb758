/** Parts of SQL in which a semicolon ends nothing: comments, texts, quoted names, PostgreSQL's `$tag$ … $tag$`. */
const TOKEN =
  /--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'|"(?:[^"]|"")*"|`(?:[^`]|``)*`|\$(?<tag>[A-Za-z_]\w*)?\$[\s\S]*?\$\k<tag>\$|;|[^;'"`$/-]+|[\s\S]/g;

/** SQL without the blanks and comments around it. */
function isEmpty(sql: string): boolean {
  return sql.replaceAll(/--[^\n]*|\/\*[\s\S]*?\*\//g, "").trim() === "";
}

/** The statements of a script, without the semicolons between them. */
export function splitSql(script: string): readonly string[] {
  const statements: string[] = [];
  let current = "";
  for (const [token] of script.matchAll(TOKEN)) {
    if (token === ";") {
      statements.push(current);
      current = "";
    } else current += token;
  }
  return [...statements, current].filter((sql) => !isEmpty(sql)).map((sql) => sql.trim());
}
