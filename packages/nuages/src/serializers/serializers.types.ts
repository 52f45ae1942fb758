import { models } from "../db/index.ts";
import {
  deserialize,
  type DeserializedObject,
  serialize,
  type SerializationFormat,
  type SerializedObject,
} from "./index.ts";

class Book extends models.Model<Book>()({
  title: models.CharField({ maxLength: 50 }),
}) {}

const rows = Book.objects.all();

const text: Promise<string> = serialize("json", rows, { indent: 2 });
const data: Promise<SerializedObject[]> = serialize("object", rows);
const written: Promise<void> = serialize("jsonl", rows, { stream: process.stdout });
const objects: AsyncGenerator<DeserializedObject> = deserialize("json", "[]");
void [text, data, written, objects, deserialize("object", [{}])];

const format: SerializationFormat = {
  async *write(records) {
    for await (const record of records) yield record.model;
  },
};
void format;

// @ts-expect-error -- a text is no list of objects
void deserialize("object", 3);
// @ts-expect-error -- a manager has no rows of its own: write Book.objects.all()
void serialize("json", Book.objects);
// @ts-expect-error -- there is no option of that name
void serialize("json", rows, { indnet: 2 });
// @ts-expect-error -- a stream takes texts
void serialize("json", rows, { stream: 3 });
const broken: SerializationFormat = {
  // @ts-expect-error -- what is written is text
  async *write() {
    yield 3;
  },
};
void broken;
