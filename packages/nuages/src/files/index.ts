export { FileNotAccessible, InvalidStorageError, StoredFileNotFound } from "./errors.ts";
export { ContentFile, type FileContent, isFileContent } from "./file-content.ts";
export { validateFileName } from "./file-names.ts";
export { FileSystemStorage, type FileSystemStorageOptions } from "./file-system-storage.ts";
export {
  canReadImages,
  type ImageInfo,
  type ImageLimits,
  InvalidImage,
  readImageInfo,
  verifyImage,
} from "./images.ts";
export { type SaveFileOptions, Storage, type StoredFile } from "./storage.ts";
export { type StorageBackend, storages } from "./storages.ts";
