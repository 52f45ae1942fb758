/** The templates that are rendered. */
export type Task = "table" | "page" | "fragment";

/** A template engine in the comparison. */
export interface Contestant {
  readonly name: string;
  /** Renders one of the templates, compiled before. */
  render(task: Task, data: object): string | Promise<string>;
  /** Compiles a template of five kilobytes from its text; `undefined` where it is not compared. */
  compile?(): unknown;
}
