/** A column as a database describes it. */
export interface ColumnInfo {
  readonly name: string;
  /** The declared type, in lower case. */
  readonly type: string;
  readonly isNullable: boolean;
  /** Place in the primary key, from 1; 0 outside of it. */
  readonly keyPlace: number;
  readonly isGenerated: boolean;
  /** Its texts are checked to be JSON. */
  readonly isJson: boolean;
  /** The database numbers its rows. SQLite numbers every key of the type integer. */
  readonly isAutomatic?: boolean;
  readonly comment?: string;
  /** Order of its texts, where it is not that of the database or the table. */
  readonly collation?: string;
}

/** A foreign key of one column. */
export interface ForeignKeyInfo {
  readonly column: string;
  readonly table: string;
  /** Undefined: the primary key. */
  readonly target: string | undefined;
}

/** A table or view as a database describes it. */
export interface TableInfo {
  readonly name: string;
  readonly isView: boolean;
  /** A part of another table. */
  readonly isPartition?: boolean;
  readonly comment?: string;
  readonly columns: readonly ColumnInfo[];
  readonly foreignKeys: readonly ForeignKeyInfo[];
  /** Columns that are unique together, the primary key aside. */
  readonly unique: readonly (readonly string[])[];
}
