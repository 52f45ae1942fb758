/** Our spelling of a name of Django: `maxAge` for `max_age`. */
export function camelCase(name: string): string {
  return name.replaceAll(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
