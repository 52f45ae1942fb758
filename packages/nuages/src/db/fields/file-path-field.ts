import { error, type CheckMessage } from "../../checks/index.ts";
import { callable } from "../callable.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { CharField, type TextOptions } from "./text-fields.ts";

export interface FilePathOptions extends TextOptions {
  /** Folder whose files can be chosen; a function is called when the folder is read. */
  readonly path?: string | (() => string);
  /** Only names that this pattern finds. */
  readonly match?: string | RegExp;
  /** Folders below, too. Default: false. */
  readonly recursive?: boolean;
  /** Default: true. */
  readonly allowFiles?: boolean;
  /** Default: false. */
  readonly allowFolders?: boolean;
}

const DEFAULT_LENGTH = 100;

class FilePathFieldBase extends CharField {
  static override readonly optionDefaults = {
    maxLength: DEFAULT_LENGTH,
    recursive: false,
    allowFiles: true,
    allowFolders: false,
  };

  constructor(options: FilePathOptions = {}) {
    super({ maxLength: DEFAULT_LENGTH, ...options });
  }

  override getInternalType(): string {
    return "FilePathField";
  }

  /** The folder whose files can be chosen. */
  get path(): string {
    const given = (this.options["path"] ?? "") as string | (() => string);
    return typeof given === "function" ? given() : given;
  }

  override check(): CheckMessage[] {
    const allowFiles = this.options["allowFiles"] ?? true;
    const allowFolders = this.options["allowFolders"] ?? false;
    if (allowFiles === true || allowFolders === true) return super.check();
    const msg = "FilePathFields must have either 'allowFiles' or 'allowFolders' set to true.";
    return [...super.check(), error({ id: "fields.E140", msg, obj: this })];
  }
}

/** The path of a file in a folder of this machine, chosen in forms. */
export const FilePathField = callable<
  <const O extends FilePathOptions = object>(
    options?: O & CheckedOptions<O, FilePathOptions>,
  ) => FieldOf<string, O>,
  typeof FilePathFieldBase
>(FilePathFieldBase, "FilePathField");
