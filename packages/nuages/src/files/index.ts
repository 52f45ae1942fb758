export { FileNotAccessible, InvalidStorageError, StoredFileNotFound } from "./errors.ts";
export { ContentFile, type FileContent, isFileContent } from "./file-content.ts";
export { validateFileName } from "./file-names.ts";
export { FileSystemStorage, type FileSystemStorageOptions } from "./file-system-storage.ts";
export { type SaveFileOptions, Storage, type StoredFile } from "./storage.ts";
export { type StorageBackend, storages } from "./storages.ts";
