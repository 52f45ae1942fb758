import {
  didYouMean,
  ImproperlyConfigured,
  NuagesError,
  NuagesRangeError,
} from "../errors/index.ts";

/** No storage has that alias, or its backend does not exist. Django: `InvalidStorageError`. */
export class InvalidStorageError extends ImproperlyConfigured {
  override readonly code = "files.invalid_storage";

  static alias(alias: string, known: readonly string[]): InvalidStorageError {
    return new InvalidStorageError(`The settings have no storage "${alias}".`, {
      hint: didYouMean(alias, known, { label: "Storages" }),
      details: { alias },
    });
  }

  static backend(alias: string, backend: string, known: readonly string[]): InvalidStorageError {
    return new InvalidStorageError(
      `storages.${alias}.backend is "${backend}", which is not available.`,
      {
        hint: `${didYouMean(backend, known, { label: "Backends" })} A class of your own that extends Storage works, too.`,
        details: { alias, backend },
      },
    );
  }
}

/** A storage has no file of that name. Python: `FileNotFoundError`. */
export class StoredFileNotFound extends NuagesError {
  readonly code = "files.not_found";

  static named(name: string, cause: unknown): StoredFileNotFound {
    return new StoredFileNotFound(`The storage has no file "${name}".`, {
      details: { name },
      cause,
    });
  }
}

/** A file has no address, no path or no name to be saved under. Python: `ValueError`. */
export class FileNotAccessible extends NuagesRangeError {
  readonly code = "files.not_accessible";
}
