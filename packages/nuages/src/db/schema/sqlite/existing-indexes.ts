import type { Database } from "../../backends/database.ts";

/** Names of the indexes over exactly these columns, in their order. */
export async function indexesOnColumns(
  database: Database,
  table: string,
  { columns, unique }: { readonly columns: readonly string[]; readonly unique: boolean },
): Promise<string[]> {
  const rows = await database.query(
    "SELECT l.name, i.name FROM pragma_index_list(?) AS l, pragma_index_info(l.name) AS i WHERE l.\"unique\" = ? AND NOT l.partial AND l.origin = 'c' ORDER BY l.seq, i.seqno",
    [table, unique ? 1 : 0],
  );
  const found = new Map<string, string[]>();
  for (const [index, column] of rows)
    found.set(String(index), [...(found.get(String(index)) ?? []), String(column)]);
  return [...found].flatMap(([name, own]) =>
    own.length === columns.length && own.every((column, place) => column === columns[place])
      ? [name]
      : [],
  );
}
