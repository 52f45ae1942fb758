import { colorStyle, plainStyle, type Style, supportsColor } from "../utils/termcolors.ts";

/** What commands write to: standard output, or anything that takes text. */
export interface TextSink {
  write(text: string): unknown;
  readonly isTTY?: boolean;
}

/** Options of {@link Output.write}. */
export interface WriteOptions {
  /** Added unless the text ends with it. Default: a line break. */
  readonly ending?: string;
}

/** A stream of a command: adds the line break that is missing. Django: `OutputWrapper`. */
export class Output {
  readonly #sink: TextSink;
  /** Paints text where the stream shows colours, and leaves it alone elsewhere. */
  readonly style: Style;

  constructor(sink: TextSink, style: Style) {
    this.#sink = sink;
    this.style = style;
  }

  /** Whether a person reads it on a terminal. */
  get isTerminal(): boolean {
    return this.#sink.isTTY === true;
  }

  write(text: string, { ending = "\n" }: WriteOptions = {}): void {
    this.#sink.write(text.endsWith(ending) ? text : `${text}${ending}`);
  }
}

/** Whether a command was told to paint, or not to. */
export interface ColorOptions {
  readonly noColor?: boolean;
  readonly forceColor?: boolean;
}

/** A stream of a command, painted as its options and the terminal ask. */
export function makeOutput(sink: TextSink, options: ColorOptions = {}): Output {
  const paints = options.forceColor === true || (options.noColor !== true && supportsColor(sink));
  return new Output(sink, paints ? colorStyle() : plainStyle);
}
