/** Where a template came from. Django: `Origin`. */
export interface Origin {
  /** File path, or a name that tells the place; `<unknown source>` for a text. */
  readonly name: string;
  /** The name by which it was asked for. */
  readonly templateName: string | undefined;
  /** Name of the loader that found it. */
  readonly loaderName?: string;
}

/** A place in a template, both counted from 1. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** A line of a template around a mistake. */
export interface SourceLine {
  readonly number: number;
  readonly text: string;
  /** True for the line of the mistake. */
  readonly isCause: boolean;
}

/** The text of a template and where it came from. */
export class TemplateSource {
  readonly text: string;
  readonly origin: Origin;
  #lineStarts: number[] | undefined;

  constructor(text: string, origin: Origin) {
    this.text = text;
    this.origin = origin;
  }

  /** What errors call it: the name it was asked for, else its origin. */
  get label(): string {
    return this.origin.templateName ?? this.origin.name;
  }

  positionAt(offset: number): SourcePosition {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((starts[middle] ?? 0) <= offset) low = middle;
      else high = middle - 1;
    }
    return { line: low + 1, column: offset - (starts[low] ?? 0) + 1 };
  }

  /** The lines around a place, `radius` before and behind. */
  linesAround(line: number, radius = 5): SourceLine[] {
    const first = Math.max(1, line - radius);
    return this.text
      .split("\n")
      .slice(first - 1, line + radius)
      .map((text, index) => ({ number: first + index, text, isCause: first + index === line }));
  }

  #starts(): number[] {
    if (this.#lineStarts === undefined) {
      this.#lineStarts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1)) {
        this.#lineStarts.push(at + 1);
      }
    }
    return this.#lineStarts;
  }
}
