import { inAtomicBlock, NotSupportedError, type SchemaEditor } from "../../../db/index.ts";

/** Is the database PostgreSQL? Others build and drop indexes in their usual way. */
export function isPostgresql({ connection }: SchemaEditor): boolean {
  return connection.dialect.vendor === "postgresql";
}

/** @throws NotSupportedError inside a transaction of PostgreSQL, which works concurrently outside of one only */
export function refuseTransaction(editor: SchemaEditor, operation: string): void {
  if (!isPostgresql(editor) || editor.collectSql || !inAtomicBlock(editor.connection.alias)) return;
  throw new NotSupportedError(
    `The ${operation} operation cannot be executed inside a transaction.`,
    { hint: "Set atomic: false on the migration; it should have no other operations." },
  );
}
