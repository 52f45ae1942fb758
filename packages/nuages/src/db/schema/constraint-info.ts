/** A constraint or index of a table, as a database describes it. */
export interface ConstraintInfo {
  readonly name: string;
  /** In their order; an expression is an empty text. */
  readonly columns: readonly string[];
  readonly primaryKey: boolean;
  readonly unique: boolean;
  /** Table and column that it points at. */
  readonly foreignKey: readonly [table: string, column: string] | undefined;
  readonly check: boolean;
  readonly index: boolean;
  /** An index over whole columns in ascending order, for all rows, of the usual kind. */
  readonly isPlainIndex: boolean;
}
