import { posix } from "node:path";

import { error, type CheckMessage } from "../../checks/index.ts";
import { storages, validateFileName, type FileContent, type Storage } from "../../files/index.ts";
import { strftime } from "../../i18n/index.ts";
import { DateTime } from "../../utils/datetime.ts";
import { callable } from "../callable.ts";
import { InvalidValue } from "../errors.ts";
import { stateOf } from "../models/instance-state.ts";
import type { ModelMeta } from "../models/meta.ts";
import { wallClock } from "../time-zone.ts";
import { FieldFile, type FileOwner } from "./field-file.ts";
import { maxLengthFindings } from "./field-checks.ts";
import type { CheckedOptions, FieldOf } from "./field-types.ts";
import { Field, type FieldOptions, type ValueKind } from "./field.ts";
import { describe } from "./integer-fields.ts";

/** Makes the path of a file of its object and the name that it was sent with. */
export type UploadTo = {
  // A method, so that functions for objects of one model fit.
  make(instance: object, filename: string): string;
}["make"];

export interface FileOptions extends Omit<FieldOptions<FieldFile>, "default"> {
  /** Folder below the storage's, `%Y`, `%m`, `%d` … stand for parts of the date; or a function. Default: none. */
  readonly uploadTo?: string | UploadTo;
  /** Where the files are kept; a function is called when it is needed. Default: the storage `default`. */
  readonly storage?: Storage | (() => Storage);
  /** Longest path. Default: 100. */
  readonly maxLength?: number;
  readonly default?: string | FileContent | (() => string | FileContent) | null;
}

const DEFAULT_LENGTH = 100;

export class FileFieldBase extends Field<FieldFile> implements FileOwner {
  static override readonly optionDefaults: Readonly<Record<string, unknown>> = {
    maxLength: DEFAULT_LENGTH,
  };

  constructor(options: FileOptions = {}) {
    super({ maxLength: DEFAULT_LENGTH, ...options } as unknown as FieldOptions<FieldFile>);
  }

  override getInternalType(): string {
    return "FileField";
  }

  override get kind(): ValueKind {
    return "text";
  }

  get storage(): Storage {
    const given = this.options["storage"] as FileOptions["storage"];
    return (typeof given === "function" ? given() : given) ?? storages.get();
  }

  /** The path for a file that was sent as `name`. @throws SuspiciousFileOperation for one that leads elsewhere */
  generateFilename(instance: object, name: string): string {
    const uploadTo = (this.options["uploadTo"] ?? "") as string | UploadTo;
    const path =
      typeof uploadTo === "function"
        ? uploadTo(instance, name)
        : posix.join(
            strftime(wallClock(new DateTime()), uploadTo),
            // Folders come from `uploadTo` alone.
            validateFileName(name),
          );
    return this.storage.generateFilename(validateFileName(path, { allowRelativePath: true }));
  }

  /** The value of the attribute of one object. */
  protected makeFile(instance: object): FieldFile {
    return new FieldFile(instance, this);
  }

  override defineAccessor(meta: ModelMeta): void {
    const { name } = this;
    const fileOf = (instance: object): FieldFile =>
      stateOf(instance).manager(name, () => this.makeFile(instance));
    meta.defineAttribute(name, {
      get(this: object) {
        return fileOf(this);
      },
      set(this: object, value: FieldFile | FileContent | string | null) {
        fileOf(this).set(value);
      },
    });
  }

  override async beforeSave(instance: object): Promise<void> {
    const file = this.valueFromObject(instance);
    if (file instanceof FieldFile) await file.commit();
  }

  override getPrepValue(value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (typeof value === "string") return value;
    if (value instanceof FieldFile) return value.toString();
    throw new InvalidValue(`${this.label} expected the name of a file but got ${describe(value)}.`);
  }

  override isEmpty(value: unknown): boolean {
    return value instanceof FieldFile ? value.name === null : super.isEmpty(value);
  }

  override hasChanged(value: unknown, other: unknown): boolean {
    return String(value ?? "") !== String(other ?? "");
  }

  override check(): CheckMessage[] {
    return [...super.check(), ...maxLengthFindings(this), ...fileFindings(this)];
  }
}

function fileFindings(field: Field): CheckMessage[] {
  const type = field.constructor.name;
  const found: CheckMessage[] = [];
  if (field.options.primaryKey !== undefined)
    found.push(
      error({
        id: "fields.E201",
        msg: `'primaryKey' is not a valid argument for a ${type}.`,
        obj: field,
      }),
    );
  const uploadTo = field.options["uploadTo"];
  if (typeof uploadTo === "string" && uploadTo.startsWith("/"))
    found.push(
      error({
        id: "fields.E202",
        msg: `${type}'s 'uploadTo' argument must be a relative path, not an absolute path.`,
        hint: "Remove the leading slash.",
        obj: field,
      }),
    );
  return found;
}

/** A file, kept by a storage; the column holds its name there. */
export const FileField = callable<
  <const O extends FileOptions = object>(
    options?: O & CheckedOptions<O, FileOptions>,
  ) => FieldOf<FieldFile, O>,
  typeof FileFieldBase
>(FileFieldBase, "FileField");
