import { didYouMean, NuagesError, type NuagesErrorOptions } from "../errors/index.ts";
import type { Origin, SourceLine, TemplateSource } from "./source.ts";

/** Where in a template something stands. */
export interface TemplateLocation {
  readonly source: TemplateSource;
  /** Place in the source's text, from 0. */
  readonly offset: number;
}

/** A template is not written as the language asks. Django: `TemplateSyntaxError`. */
export class TemplateSyntaxError extends NuagesError {
  readonly code = "template.syntax";
  /** Name of the template; `undefined` while it is not known. */
  readonly template: string | undefined;
  readonly origin: Origin | undefined;
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** The lines around the mistake. */
  readonly sourceLines: readonly SourceLine[];
  readonly #problem: string;

  constructor(message: string, { hint, cause, location }: TemplateSyntaxErrorOptions = {}) {
    const position = location?.source.positionAt(location.offset);
    const place =
      location && position ? `${location.source.label}:${position.line}:${position.column}: ` : "";
    super(place + message, {
      hint,
      cause,
      details: position ? { template: location?.source.label, ...position } : {},
    });
    this.#problem = message;
    this.template = location?.source.label;
    this.origin = location?.source.origin;
    this.line = position?.line;
    this.column = position?.column;
    this.sourceLines = position ? (location?.source.linesAround(position.line) ?? []) : [];
  }

  /** The same mistake with its place, for errors that a tag raised without one. */
  at(location: TemplateLocation): TemplateSyntaxError {
    if (this.line !== undefined) return this;
    return new TemplateSyntaxError(this.#problem, { hint: this.hint, cause: this.cause, location });
  }
}

export interface TemplateSyntaxErrorOptions extends Pick<NuagesErrorOptions, "hint" | "cause"> {
  readonly location?: TemplateLocation;
}

/** One place where a template was looked for, and why it was not there. */
export interface TriedOrigin {
  readonly origin: Origin;
  readonly reason: string;
}

/** What {@link TemplateDoesNotExist} knows besides the name. */
export interface TemplateDoesNotExistOptions {
  readonly tried?: readonly TriedOrigin[];
  /** The engine that looked. */
  readonly backend?: string;
  /** Errors of other names or engines that were tried too. */
  readonly chain?: readonly TemplateDoesNotExist[];
  /** Names that exist, for a suggestion. */
  readonly known?: readonly string[];
}

/** No loader has a template of that name. Django: `TemplateDoesNotExist`. */
export class TemplateDoesNotExist extends NuagesError {
  readonly code = "template.does_not_exist";
  readonly template: string;
  /** Every place that was tried, in order. */
  readonly tried: readonly TriedOrigin[];
  readonly backend: string | undefined;
  readonly chain: readonly TemplateDoesNotExist[];

  constructor(name: string, options: TemplateDoesNotExistOptions = {}) {
    const { tried = [], backend, chain = [], known = [] } = options;
    const places = [...tried, ...chain.flatMap((error) => error.tried)];
    super(`There is no template "${name}".`, {
      hint: missingTemplateHint(name, places, known),
      details: { template: name, tried: places.map(({ origin }) => origin.name) },
    });
    this.template = name;
    this.tried = tried;
    this.backend = backend;
    this.chain = chain;
  }
}

function missingTemplateHint(
  name: string,
  tried: readonly TriedOrigin[],
  known: readonly string[],
): string {
  const places = tried.map(({ origin, reason }) => `    ${origin.name} (${reason})`);
  const suggestion = known.length > 0 ? didYouMean(name, known, { label: "Templates" }) : "";
  const list =
    places.length > 0
      ? `Tried:\n${[...new Set(places)].join("\n")}`
      : "No place to look: set dirs or appDirs in settings.templates, or list loaders.";
  return suggestion === "" ? list : `${suggestion}\n  ${list}`;
}

/** A variable of a template has no value where one is needed. Django: `VariableDoesNotExist`. */
export class VariableDoesNotExist extends NuagesError {
  readonly code = "template.variable_does_not_exist";

  constructor(name: string) {
    super(`The template's context has no value for "${name}".`, { details: { variable: name } });
  }
}

/** `pop()` of a context that has only its base left. Django: `ContextPopException`. */
export class ContextPopError extends NuagesError {
  readonly code = "template.context_pop";

  constructor() {
    super("pop() has been called more often than push().");
  }
}

/** A value cannot be used by a tag as it asks, such as unpacking two of three items. */
export class TemplateValueError extends NuagesError {
  readonly code = "template.value";
}

/** Includes, inheritance or blocks call each other without end. */
export class TemplateRecursionError extends NuagesError {
  readonly code = "template.recursion";

  constructor(template: string, limit: number) {
    super(`Template "${template}" is rendered within itself more than ${limit} levels deep.`, {
      hint: "Check the condition that should end the recursion of its {% include %}.",
      details: { template },
    });
  }
}

/** A synchronous rendering met a value that must be awaited. */
export class TemplateNeedsAwait extends NuagesError {
  readonly code = "template.needs_await";

  constructor(template: string) {
    super(`Template "${template}" met a promise, a query or a relation that is not loaded.`, {
      hint: "Use await template.render(…), or load the values before renderSync().",
      details: { template },
    });
  }
}

/** A place in a template that a failing rendering was at. */
export interface TemplateFrame {
  readonly template: string;
  readonly origin: Origin;
  readonly line: number;
  readonly column: number;
  readonly sourceLines: readonly SourceLine[];
}

const frames = new WeakMap<object, TemplateLocation[]>();

/** Remembers where the rendering was when an error passed; innermost first. */
export function rememberLocation(error: unknown, location: TemplateLocation): unknown {
  if (typeof error !== "object" || error === null) return error;
  const known = frames.get(error) ?? [];
  known.push(location);
  frames.set(error, known);
  return error;
}

/** The templates that were being rendered when an error was thrown, innermost first. */
export function templateFrames(error: unknown): TemplateFrame[] {
  if (typeof error !== "object" || error === null) return [];
  return (frames.get(error) ?? []).map(({ source, offset }) => {
    const position = source.positionAt(offset);
    return {
      template: source.label,
      origin: source.origin,
      ...position,
      sourceLines: source.linesAround(position.line),
    };
  });
}
