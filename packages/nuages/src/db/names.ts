/** `teamName` → `team_name`, `isoURL` → `iso_url`: the column or table spelling of a camelCase name. */
export function snakeCase(name: string): string {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1_$2")
    .replaceAll(/([A-Z])([A-Z][a-z])/g, "$1_$2")
    .toLowerCase();
}

/** `BookInstance` → `bookInstance`: how a model is called in accessors and query paths. */
export function lowerFirst(name: string): string {
  return name.slice(0, 1).toLowerCase() + name.slice(1);
}

/** `name` → `Name`, as in `getNameDisplay`. */
export function upperFirst(name: string): string {
  return name.slice(0, 1).toUpperCase() + name.slice(1);
}

/** `dueBack` → `due back`: the words of a name. */
export function words(name: string): string {
  return snakeCase(name).replaceAll("_", " ");
}
