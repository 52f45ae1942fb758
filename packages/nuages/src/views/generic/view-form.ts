import type { QueryDict, UploadedFile } from "../../http/index.ts";
import type { MultiValueDict } from "../../utils/datastructures.ts";

/** A form, as far as views need one. */
export interface ViewForm {
  isValid(): boolean | Promise<boolean>;
}

/** A form that saves a row. */
export interface SavingForm<Row> extends ViewForm {
  save(): Row | Promise<Row>;
}

/** What a view gives to a form. */
export interface ViewFormOptions {
  /** Values that the form shows first. */
  readonly initial: Readonly<Record<string, unknown>>;
  /** Before the names of fields, where a page has several forms. */
  readonly prefix: string | null;
  /** What the visitor sent; none when the form is only shown. */
  readonly data?: QueryDict;
  readonly files?: MultiValueDict<UploadedFile>;
}

/** The same with the row that the form changes; `null` for a new one. */
export interface ModelFormOptions<Row> extends ViewFormOptions {
  readonly instance: Row | null;
}

/** A class of forms. */
export type FormClass<Form, Options = ViewFormOptions> = new (options: Options) => Form;
