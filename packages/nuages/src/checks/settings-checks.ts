import { existsSync, statSync } from "node:fs";

import { MissingSetting, settings } from "../conf/index.ts";
import { type CheckMessage, error } from "./message.ts";
import { registerCheck } from "./registry.ts";

const languageCode = /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*(?:@[a-z0-9]{1,20})?$/iu;

/** Languages are well formed, and the site's own is among those it offers. */
function checkLanguages(): CheckMessage[] {
  const found: CheckMessage[] = [];
  const { languages, languagesBidi } = settings;
  if (!languageCode.test(settings.languageCode)) {
    found.push(invalidCode("translation.E001", "languageCode", settings.languageCode));
  }
  for (const [code] of languages) {
    if (!languageCode.test(code)) found.push(invalidCode("translation.E002", "languages", code));
  }
  for (const code of languagesBidi) {
    if (!languageCode.test(code))
      found.push(invalidCode("translation.E003", "languagesBidi", code));
  }
  const offered = ["en-us", ...languages.map(([code]) => code)];
  if (!offered.includes(settings.languageCode)) {
    found.push(
      error({
        id: "translation.E004",
        obj: "settings.languageCode",
        msg: "You have provided a value for the languageCode setting that is not in the languages setting.",
        hint: `Add ["${settings.languageCode}", "…"] to languages, or choose one of its codes.`,
      }),
    );
  }
  return found;
}

function invalidCode(id: string, setting: string, code: string): CheckMessage {
  const what = setting === "languageCode" ? "value for" : "language code in";
  return error({
    id,
    obj: `settings.${setting}`,
    msg: `You have provided an invalid ${what} the ${setting} setting: '${code}'.`,
    hint: "A code has letters, then parts with hyphens: en, pt-br, zh-hant.",
  });
}

function checkUploadFolder(): CheckMessage[] {
  const folder = settings.fileUploadTempDir;
  if (folder === null || (existsSync(folder) && statSync(folder).isDirectory())) return [];
  return [
    error({
      id: "files.E001",
      obj: "settings.fileUploadTempDir",
      msg: `The fileUploadTempDir setting refers to the nonexistent directory '${folder}'.`,
      hint: "Create the directory, or leave the setting out to use the system's.",
    }),
  ];
}

/** Nothing can be signed without a key; with `debug` on, a site may begin without one. */
function checkSecretKey(): CheckMessage[] {
  try {
    if (!settings.debug) void settings.secretKey;
    return [];
  } catch (missing) {
    if (!(missing instanceof MissingSetting)) throw missing;
    const [msg = missing.message] = missing.message.split("\n");
    return [error({ id: "settings.E001", obj: "settings.secretKey", msg, hint: missing.hint })];
  }
}

registerCheck(checkSecretKey, { tags: ["security"] });
registerCheck(checkLanguages, { tags: ["translation"] });
registerCheck(checkUploadFolder, { tags: ["files"] });
