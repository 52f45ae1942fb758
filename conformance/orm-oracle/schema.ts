import { readFile } from "node:fs/promises";
import path from "node:path";

import type { Json } from "./grammar.ts";

/** A field of `schema.json`. */
export interface FieldForm {
  readonly name: string;
  readonly attname?: string | null;
  readonly column?: string | null;
  readonly type?: string;
  readonly args?: readonly unknown[];
  readonly kw?: Json;
  readonly to?: string;
  readonly accessor?: string | null;
  readonly query_name?: string | null;
  readonly through?: string;
  readonly through_auto?: boolean;
  readonly db_table?: string;
  readonly related_name?: string | null;
  readonly symmetrical?: boolean;
}

export interface ModelForm {
  readonly app_label: string;
  readonly name: string;
  readonly label: string;
  readonly db_table: string;
  readonly pk: string;
  readonly pk_fields?: readonly string[];
  readonly parents?: Readonly<Record<string, string>>;
  readonly proxy_for?: string;
  readonly auto_created_by?: string;
  readonly fields: readonly FieldForm[];
  readonly many_to_many?: readonly FieldForm[];
  readonly generic?: readonly Json[];
  readonly meta: Json;
  readonly managers: readonly {
    readonly name: string;
    readonly default: boolean;
    readonly filter?: Json;
  }[];
}

export interface Schema {
  readonly models: readonly ModelForm[];
}

export async function readSchema(directory: string): Promise<Schema> {
  return JSON.parse(await readFile(path.join(directory, "schema.json"), "utf8")) as Schema;
}
