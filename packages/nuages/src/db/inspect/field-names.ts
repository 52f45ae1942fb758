import { isFieldName } from "../models/reserved-names.ts";
import { upperFirst } from "../names.ts";

/** A name in code for something of the database, and what was changed on the way. */
export interface ChosenName {
  readonly name: string;
  readonly notes: readonly string[];
}

function wordsOf(name: string): string[] {
  return name.split(/[^A-Za-z0-9]+/).filter((word) => word !== "");
}

/** A class name for a table: `catalog_book` → `CatalogBook`. */
export function className(table: string, taken: ReadonlySet<string>): string {
  const joined = wordsOf(table).map(upperFirst).join("");
  const name = /^[A-Za-z]/.test(joined) ? upperFirst(joined) : `Model${joined}`;
  return free(name, taken);
}

/** A field name for a column: `due_back` → `dueBack`; of a foreign key without its `_id`. */
export function fieldName(
  column: string,
  taken: ReadonlySet<string>,
  { isRelation = false }: { readonly isRelation?: boolean } = {},
): ChosenName {
  const notes: string[] = [];
  const source = isRelation && /._id$/i.test(column) ? column.slice(0, -3) : column;
  const words = wordsOf(source);
  let name = words
    .map((word, index) => {
      const plain = word === word.toUpperCase() ? word.toLowerCase() : word;
      return index === 0 ? plain.slice(0, 1).toLowerCase() + plain.slice(1) : upperFirst(plain);
    })
    .join("");
  if (/[^A-Za-z0-9_]/.test(source)) notes.push("Field renamed to remove unsuitable characters.");
  if (!/^[A-Za-z]/.test(name)) {
    name = name === "" ? "field" : `number${name}`;
    notes.push("Field renamed because it wasn't a valid identifier.");
  }
  if (!isFieldName(name)) {
    name = `${name}Field`;
    notes.push("Field renamed because it was a reserved word.");
  }
  const chosen = free(name, taken);
  if (chosen !== name) notes.push("Field renamed because of name conflict.");
  return { name: chosen, notes };
}

function free(name: string, taken: ReadonlySet<string>): string {
  let candidate = name;
  for (let number = 2; taken.has(candidate); number += 1) candidate = `${name}${number}`;
  return candidate;
}
