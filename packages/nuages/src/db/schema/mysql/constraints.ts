import type { Database } from "../../backends/database.ts";
import type { ConstraintInfo } from "../constraint-info.ts";

const KEYS =
  "SELECT constraint_name, column_name, referenced_table_name, referenced_column_name FROM information_schema.key_column_usage " +
  "WHERE table_schema = DATABASE() AND table_name = ? AND referenced_table_name IS NOT NULL ORDER BY constraint_name, ordinal_position";
const INDEXES =
  "SELECT index_name, column_name, non_unique, collation, sub_part, index_type FROM information_schema.statistics " +
  "WHERE table_schema = DATABASE() AND table_name = ? ORDER BY index_name, seq_in_index";

/** Foreign keys of a table, then its indexes; unique constraints are indexes. */
export async function mysqlConstraints(
  database: Database,
  table: string,
): Promise<ConstraintInfo[]> {
  const keys = await database.query(KEYS, [table]);
  const indexes = await database.query(INDEXES, [table]);
  return [
    ...grouped(keys).map(([name, rows]) => {
      const [first] = rows;
      return {
        ...NOTHING,
        name,
        columns: rows.map(([, column]) => String(column)),
        foreignKey: [String(first?.[2]), String(first?.[3])] as const,
      };
    }),
    ...grouped(indexes).map(([name, rows]) => ({
      ...NOTHING,
      name,
      columns: rows.map(([, column]) => String(column ?? "")),
      primaryKey: name === "PRIMARY",
      unique: Number(rows[0]?.[2]) === 0,
      index: true,
      isPlainIndex: rows.every(
        ([, column, , order, part, type]) =>
          column !== null && order === "A" && part === null && type === "BTREE",
      ),
    })),
  ];
}

const NOTHING: Omit<ConstraintInfo, "name" | "columns"> = {
  primaryKey: false,
  unique: false,
  foreignKey: undefined,
  check: false,
  index: false,
  isPlainIndex: false,
};

function grouped(rows: readonly (readonly unknown[])[]): [string, (readonly unknown[])[]][] {
  const groups = new Map<string, (readonly unknown[])[]>();
  for (const row of rows) {
    const name = String(row[0]);
    groups.set(name, [...(groups.get(name) ?? []), row]);
  }
  return [...groups];
}
