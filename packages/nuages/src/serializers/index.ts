export {
  deserialize,
  deserializeObjects,
  type DeserializeOptions,
  serializerFormats,
} from "./deserialize.ts";
export { DeserializedObject, type SaveDeserializedOptions } from "./deserialized-object.ts";
export { DeserializationError, type ObjectPlace, SerializerDoesNotExist } from "./errors.ts";
