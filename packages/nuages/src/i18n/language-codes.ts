/** The name of a language's folder: `pt_BR` for `pt-br`, `zh_Hans` for `zh-hans`. Django: `to_locale`. */
export function toLocale(language: string): string {
  const [base = "", country, ...rest] = language.toLowerCase().split("-");
  if (country === undefined || country === "") {
    return language.slice(0, 3).toLowerCase() + language.slice(3);
  }
  // A script has four letters, of which the first is a capital; a country has two.
  const region = country.length > 2 ? titleCase(country) : country.toUpperCase();
  return `${base}_${region}${rest.length > 0 ? `-${rest.join("-")}` : ""}`;
}

function titleCase(text: string): string {
  return text.replace(/[a-z]+/g, (word) => word.charAt(0).toUpperCase() + word.slice(1));
}

/** The code of a locale's name: `pt-br` for `pt_BR`. Django: `to_language`. */
export function toLanguage(locale: string): string {
  return locale.replace("_", "-").toLowerCase();
}
