import { activeLocale, changeLocale, runWithLocale } from "./active-locale.ts";
import { settingOrDefault } from "../conf/index.ts";

/** The active language's code; `null` while translation is switched off. */
export function getLanguage(): string | null {
  if (!settingOrDefault("useI18n")) return settingOrDefault("languageCode");
  const { language } = activeLocale();
  return language === undefined ? settingOrDefault("languageCode") : language;
}

/** Makes a language the active one from here on, for the work that runs this; see {@link override}. */
export function activate(language: string): void {
  changeLocale({ language });
}

/** Makes the language of the settings the active one again. */
export function deactivate(): void {
  changeLocale({ language: undefined });
}

/** Switches translation off: texts appear as in the source. */
export function deactivateAll(): void {
  changeLocale({ language: null });
}

/** Runs `work` in another language; `null` switches translation off. Django: `translation.override`. */
export function override<Result>(language: string | null, work: () => Result): Result {
  return runWithLocale({ language }, work);
}

/** True when the active language is written from right to left. */
export function getLanguageBidi(): boolean {
  const language = getLanguage();
  if (language === null) return false;
  const [base = ""] = language.split("-");
  return settingOrDefault("languagesBidi").includes(base);
}
