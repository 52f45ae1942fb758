import { SaxesParser, type SaxesTagPlain } from "saxes";

import type { Field } from "../db/index.ts";
import { DeserializationError, DTDForbidden, ProcessingInstructionForbidden } from "./errors.ts";
import type { TextChunks } from "./formats/format.ts";
import { parseJson } from "./read-json.ts";

/** An object in a many-to-many field: its key, or the parts of its natural one. */
interface RelatedObject {
  readonly pk: string | undefined;
  readonly natural: string[];
}

/** What stands in a `<field>`; which value it is, only the model's field can say. */
export class XmlField {
  isNone = false;
  text = "";
  readonly natural: string[] = [];
  readonly objects: RelatedObject[] = [];
  readonly #source: string;

  constructor(source: string) {
    this.#source = source;
  }

  /** The value as plain data. @throws DeserializationError for a JSON field of another text */
  valueFor({ relation, kind }: Field): unknown {
    if (relation?.many === true) {
      return this.objects.map(({ pk, natural }) => (natural.length > 0 ? natural : pk));
    }
    if (this.isNone) return null;
    if (relation !== undefined && this.natural.length > 0) return this.natural;
    const text = this.text.trim();
    return kind === "json" ? parseJson(text, this.#source) : text;
  }

  /** For messages. */
  toJSON(): string {
    return this.text.trim();
  }
}

/** Objects of XML, each given when its element has ended. */
export async function* readXml(chunks: TextChunks, source: string): AsyncGenerator<unknown> {
  const reader = new ObjectReader(source);
  for await (const chunk of chunks) yield* reader.push(chunk);
  yield* reader.end();
}

interface Item {
  readonly model: string;
  readonly pk?: string;
  readonly fields: Record<string, XmlField>;
}

/** The elements that may stand in another. */
const CHILDREN: Readonly<Record<string, readonly string[]>> = {
  object: ["field"],
  field: ["None", "natural", "object"],
  natural: [],
  None: [],
  related: ["natural"],
};

class ObjectReader {
  readonly #parser = new SaxesParser({ position: true, xmlns: false });
  readonly #source: string;
  readonly #open: string[] = [];
  #ready: Item[] = [];
  #item: Item | undefined;
  #field: XmlField | undefined;
  #natural = "";

  constructor(source: string) {
    this.#source = source;
    const parser = this.#parser;
    parser.on("doctype", () => {
      throw DTDForbidden.in(source);
    });
    parser.on("processinginstruction", ({ target }) => {
      throw ProcessingInstructionForbidden.in(source, target);
    });
    parser.on("error", (cause) => {
      throw DeserializationError.syntax(source, { format: "XML", cause });
    });
    parser.on("opentag", (tag) => this.#start(tag));
    parser.on("text", (text) => this.#characters(text));
    parser.on("cdata", (text) => this.#characters(text));
    parser.on("closetag", () => this.#end());
  }

  *push(chunk: string): Generator<Item> {
    this.#parser.write(chunk);
    yield* this.#take();
  }

  *end(): Generator<Item> {
    this.#parser.close();
    yield* this.#take();
  }

  #take(): Item[] {
    const items = this.#ready;
    this.#ready = [];
    return items;
  }

  #start({ name, attributes }: SaxesTagPlain): void {
    const parent = this.#open.at(-1);
    const isRelated = parent === "field" && name === "object";
    this.#requireChild(parent, name);
    this.#open.push(isRelated ? "related" : this.#open.length === 0 ? "root" : name);
    if (isRelated) this.#field?.objects.push({ pk: attributes["pk"], natural: [] });
    else if (name === "object" && this.#open.length === 2) this.#item = this.#newItem(attributes);
    else if (name === "field") this.#startField(attributes);
    else if (name === "None" && this.#field !== undefined) this.#field.isNone = true;
    else if (name === "natural") this.#natural = "";
  }

  #requireChild(parent: string | undefined, name: string): void {
    if (parent === undefined) return;
    const allowed = parent === "root" ? ["object"] : (CHILDREN[parent] ?? []);
    if (allowed.includes(name)) return;
    throw this.#problem(`unexpected element <${name}>`);
  }

  #newItem({ model, pk }: Readonly<Record<string, string>>): Item {
    if (model === undefined || model === "") {
      throw this.#problem("<object> node is missing the required 'model' attribute");
    }
    return { model, ...(pk === undefined ? {} : { pk }), fields: Object.create(null) };
  }

  #startField({ name }: Readonly<Record<string, string>>): void {
    if (name === undefined || name === "") {
      throw this.#problem("<field> node is missing the 'name' attribute");
    }
    this.#field = new XmlField(this.#source);
    if (this.#item !== undefined) this.#item.fields[name] = this.#field;
  }

  #characters(text: string): void {
    const inside = this.#open.at(-1);
    if (inside === "field" && this.#field !== undefined) this.#field.text += text;
    else if (inside === "natural") this.#natural += text;
  }

  #end(): void {
    const ended = this.#open.pop();
    if (ended === "natural") {
      const related = this.#open.at(-1) === "related" ? this.#field?.objects.at(-1) : this.#field;
      related?.natural.push(this.#natural.trim());
    } else if (ended === "object" && this.#item !== undefined) this.#ready.push(this.#item);
  }

  #problem(problem: string): DeserializationError {
    return DeserializationError.element(this.#source, this.#parser.line, problem);
  }
}
