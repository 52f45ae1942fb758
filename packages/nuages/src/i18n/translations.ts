import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { settingChanged, type SettingChanged, settingOrDefault } from "../conf/index.ts";
import { toLocale } from "./language-codes.ts";
import type { MessageCatalog } from "./message-catalog.ts";
import { parseMo } from "./mo-file.ts";
import { parsePo } from "./po-file.ts";

/** Gives folders that hold catalogs: `<folder>/<locale>/LC_MESSAGES/django.mo` or `.po`. */
export type LocaleFolders = () => readonly string[];

const folderSources: LocaleFolders[] = [];
const extraCatalogs = new Map<string, MessageCatalog[]>();
const chains = new Map<string, readonly MessageCatalog[]>();
const files = new Map<string, MessageCatalog | undefined>();
const MAX_LANGUAGES = 500;
const DOMAIN = "django";

/** Tells of folders with catalogs, earlier ones first; those of the setting `localePaths` win over all. */
export function registerLocaleFolders(source: LocaleFolders): void {
  folderSources.push(source);
  forgetTranslations();
}

/** Adds a catalog that wins over all others, until the result is disposed of. */
export function addCatalog(language: string, catalog: MessageCatalog): Disposable {
  const code = language.toLowerCase();
  const catalogs = extraCatalogs.get(code) ?? [];
  catalogs.unshift(catalog);
  extraCatalogs.set(code, catalogs);
  chains.clear();
  return {
    [Symbol.dispose]() {
      const index = catalogs.indexOf(catalog);
      if (index >= 0) catalogs.splice(index, 1);
      chains.clear();
    },
  };
}

/** Forgets what was read: files are read again when they are needed. */
export function forgetTranslations(): void {
  chains.clear();
  files.clear();
}

settingChanged.connect(forgetOnChange);

function forgetOnChange({ setting }: SettingChanged): void {
  if (["localePaths", "languageCode", "installedApps"].includes(setting)) forgetTranslations();
}

/** The newer of the compiled and the source catalog of a folder. */
function readCatalog(folder: string, locale: string): MessageCatalog | undefined {
  const base = join(folder, locale, "LC_MESSAGES", DOMAIN);
  if (files.has(base)) return files.get(base);
  const [mo, po] = [`${base}.mo`, `${base}.po`];
  const usesPo = existsSync(po) && (!existsSync(mo) || statSync(mo).mtimeMs < statSync(po).mtimeMs);
  let catalog: MessageCatalog | undefined;
  if (usesPo) catalog = parsePo(readFileSync(po, "utf8"), po);
  else if (existsSync(mo)) catalog = parseMo(readFileSync(mo), mo);
  files.set(base, catalog);
  return catalog;
}

/** The catalogs of one language code alone, those that win first. */
function ownCatalogs(code: string): MessageCatalog[] {
  const folders = [
    ...settingOrDefault("localePaths"),
    ...folderSources.flatMap((source) => source()),
  ];
  const locale = toLocale(code);
  const found = folders
    .map((folder) => readCatalog(folder, locale))
    .filter((catalog) => catalog !== undefined);
  return [...(extraCatalogs.get(code) ?? []), ...found];
}

/** `de-at` and then `de`. */
function variants(code: string): string[] {
  const [base = ""] = code.split("-");
  return base === code ? [code] : [code, base];
}

function chainOf(language: string): readonly MessageCatalog[] {
  const own = variants(language).flatMap(ownCatalogs);
  const fallback = settingOrDefault("languageCode").toLowerCase();
  // English is the language of the source: its catalogs are empty, and a fallback would always win.
  const needsFallback = language !== fallback && !/^en(?:-|$)/.test(language);
  return needsFallback ? [...own, ...variants(fallback).flatMap(ownCatalogs)] : own;
}

const CODE = /^[a-z]{1,8}(?:[-_@][a-z\d]{1,8}){0,3}$/;

/** The catalogs of a language, those that win first, with those it falls back to. */
export function catalogsOf(language: string): readonly MessageCatalog[] {
  const code = language.toLowerCase();
  const known = chains.get(code);
  if (known !== undefined) return known;
  // The code becomes part of a path.
  if (!CODE.test(code)) return [];
  const chain = chainOf(code);
  if (chains.size >= MAX_LANGUAGES) chains.clear();
  chains.set(code, chain);
  return chain;
}
