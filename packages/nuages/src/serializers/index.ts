export { deserialize, type DeserializeOptions, type SerializedItems } from "./deserialize.ts";
export { DeserializedObject, type SaveDeserializedOptions } from "./deserialized-object.ts";
export {
  DeserializationError,
  DTDForbidden,
  type ObjectPlace,
  ProcessingInstructionForbidden,
  SerializationError,
  SerializerDoesNotExist,
} from "./errors.ts";
export {
  getSerializer,
  registerSerializer,
  serializerFormats,
  unregisterSerializer,
} from "./formats.ts";
export { type SerializationFormat, type TextChunks, type WriteOptions } from "./formats/format.ts";
export { type NaturalKey, sortDependencies } from "./natural-keys.ts";
export {
  serialize,
  serializeChunks,
  type SerializedRows,
  type SerializeOptions,
  type TextTarget,
} from "./serialize.ts";
export {
  type RecordOptions,
  type SerializedField,
  type SerializedObject,
  SerializedRecord,
} from "./serialized-record.ts";
export { type SerializedData } from "./text-chunks.ts";
export { COMPRESSED_ENDINGS, packedFile, type PackedFile } from "./fixture-files/compression.ts";
export { FixtureError } from "./fixture-files/errors.ts";
export {
  findFixtures,
  type FindFixturesOptions,
  type FixtureFile,
} from "./fixture-files/find-fixtures.ts";
export {
  type FixtureData,
  loadFixtures,
  type LoadedFixtures,
  type LoadFixturesOptions,
} from "./fixture-files/load-fixtures.ts";
