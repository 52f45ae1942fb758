import { NuagesError } from "../errors/index.ts";
import { type CatalogMessage, MessageCatalog } from "./message-catalog.ts";
import { defaultPluralRule, parsePluralForms, type PluralRule } from "./plural-forms.ts";

/** A catalog file cannot be read. */
export class InvalidCatalog extends NuagesError {
  readonly code = "i18n.catalog";

  constructor(file: string, problem: string, hint: string) {
    super(`The catalog ${file} cannot be read: ${problem}.`, { hint, details: { file } });
  }
}

interface Entry {
  context: string | undefined;
  id: string;
  readonly texts: string[];
  isFuzzy: boolean;
}

const LINE = /^(?:(msgctxt|msgid|msgid_plural|msgstr(?:\[(\d{1,2})\])?)\s+)?"((?:[^"\\]|\\.)*)"$/;
const ESCAPES: ReadonlyMap<string, string> = new Map([
  ["n", "\n"],
  ["t", "\t"],
  ["r", "\r"],
]);

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, (_match, char: string) => ESCAPES.get(char) ?? char);
}

/** Reads the entries of a `.po` file one line after the other. */
class PoReader {
  readonly #file: string;
  readonly #entries: Entry[] = [];
  #entry: Entry = emptyEntry();
  #append: (text: string) => void = ignore;
  #isFuzzy = false;

  constructor(file: string) {
    this.#file = file;
  }

  read(source: string): readonly Entry[] {
    for (const [index, line] of source.split(/\r\n?|\n/).entries())
      this.#line(line.trim(), index + 1);
    this.#finish();
    return this.#entries;
  }

  #line(line: string, number: number): void {
    if (line.startsWith("#")) {
      if (line.startsWith("#,") && line.includes("fuzzy")) this.#startFuzzy();
      return;
    }
    if (line === "") return;
    const [match, keyword, place, text = ""] = LINE.exec(line) ?? [];
    if (match === undefined) {
      throw new InvalidCatalog(
        this.#file,
        `line ${number} is no entry`,
        "Texts stand in double quotes.",
      );
    }
    if (keyword !== undefined) this.#start(keyword, Number(place ?? 0));
    this.#append(unescape(text));
  }

  #startFuzzy(): void {
    this.#finish();
    this.#isFuzzy = true;
  }

  #start(keyword: string, place: number): void {
    const hasText = this.#entry.texts.length > 0;
    if (keyword === "msgctxt" || (keyword === "msgid" && hasText)) this.#finish();
    const entry = this.#entry;
    if (keyword === "msgctxt") {
      entry.context = "";
      this.#append = (text) => {
        entry.context += text;
      };
    } else if (keyword === "msgid") {
      this.#append = (text) => {
        entry.id += text;
      };
    } else if (keyword === "msgid_plural") this.#append = ignore;
    else {
      entry.texts[place] = "";
      this.#append = (text) => {
        entry.texts[place] += text;
      };
    }
  }

  #finish(): void {
    const entry = this.#entry;
    entry.isFuzzy = this.#isFuzzy;
    if (entry.texts.length > 0) {
      this.#entries.push(entry);
      this.#isFuzzy = false;
    }
    this.#entry = emptyEntry();
    this.#append = ignore;
  }
}

function ignore(): void {
  // The plural form of the source is not needed for looking up.
}

function emptyEntry(): Entry {
  return { context: undefined, id: "", texts: [], isFuzzy: false };
}

/** The rule that the header of a catalog names. */
export function ruleOfHeader(header: string): PluralRule {
  const line = /^Plural-Forms:(.*)$/im.exec(header)?.[1];
  return line === undefined ? defaultPluralRule : parsePluralForms(line);
}

/**
 * Reads a `.po` file; entries marked fuzzy are left out.
 *
 * @throws InvalidCatalog when a line is no entry.
 */
export function parsePo(source: string, file = "catalog.po"): MessageCatalog {
  const entries = new PoReader(file).read(source);
  const header = entries.find(({ id, context }) => id === "" && context === undefined);
  const messages: CatalogMessage[] = entries.filter(({ id, isFuzzy }) => id !== "" && !isFuzzy);
  return new MessageCatalog(messages, ruleOfHeader(header?.texts[0] ?? ""));
}
