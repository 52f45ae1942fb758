import { gettextLazy } from "../i18n/index.ts";
import { MessageValidator, type ValidatorOptions } from "./message-validator.ts";
import type { ValidationMessage } from "./validation-error.ts";

/** Anything with a file name: an upload, a stored file. */
export interface NamedFile {
  readonly name?: string | null;
}

/**
 * Refuses files by the ending of their name, which says nothing of their content. Without a list
 * every file is allowed; the empty text in it stands for "no ending".
 */
export class FileExtensionValidator extends MessageValidator {
  static override readonly message: ValidationMessage = gettextLazy(
    "File extension “%(extension)s” is not allowed. Allowed extensions are: %(allowed_extensions)s.",
  );
  static override readonly code: string = "invalid_extension";

  /** Endings without the dot, in lower case. */
  readonly allowedExtensions: readonly string[] | undefined;

  constructor(allowedExtensions?: readonly string[] | null, options?: ValidatorOptions) {
    super(options);
    this.allowedExtensions = allowedExtensions?.map((extension) => extension.toLowerCase());
  }

  validate(value: unknown): void {
    if (this.allowedExtensions === undefined) return;
    const extension = extensionOf((value as NamedFile | null)?.name ?? "");
    if (this.allowedExtensions.includes(extension)) return;
    this.fail({ extension, allowed_extensions: this.allowedExtensions.join(", "), value });
  }

  protected override args(): readonly unknown[] {
    return [this.allowedExtensions];
  }
}

/** Ending of a file's name in lower case; hidden files (`.profile`) have none. */
function extensionOf(path: string): string {
  const name = path.split("/").findLast((part) => part !== "" && part !== ".") ?? "";
  const dot = name.lastIndexOf(".");
  return dot > 0 && dot < name.length - 1 ? name.slice(dot + 1).toLowerCase() : "";
}

/**
 * Endings that {@link validateImageFileExtension} allows: at first those of the formats that
 * browsers show and image libraries commonly read. What reads images in a site may change the set.
 */
export const imageExtensions: Set<string> = new Set(
  "apng avif bmp gif heic heif ico jfif jp2 jpe jpeg jpg jxl png tif tiff webp".split(" "),
);

/** Refuses files whose name has no ending of {@link imageExtensions}. */
export function validateImageFileExtension(value: unknown): void {
  new FileExtensionValidator([...imageExtensions]).validate(value);
}
