import type { TriedOrigin } from "../errors.ts";
import type { Origin } from "../source.ts";

/** The text of a template and its place. */
export interface LoadedTemplate {
  readonly text: string;
  readonly origin: Origin;
}

/** How {@link TemplateLoader.find} works. */
export interface FindOptions<Made> {
  /** Names of origins to pass over: of the templates that extend this one. */
  readonly skipped: ReadonlySet<string>;
  /** Gets every place that was tried. */
  readonly tried: TriedOrigin[];
  /** Makes the template. */
  readonly make: (loaded: LoadedTemplate) => Made;
}

/**
 * A place where templates come from. Own ones extend {@link SourceLoader}, which needs only the two
 * methods that differ. Django: `Loader`.
 */
export interface TemplateLoader {
  /** The template, or `undefined` when this loader has none of that name. */
  find<Made>(name: string, options: FindOptions<Made>): Made | undefined;
  /** Names of all templates, for suggestions. */
  names?(): Iterable<string>;
  /** Forgets what was loaded. */
  reset?(): void;
  /** Something that changes when the template of an origin does; `undefined` when it is gone. */
  version?(origin: Origin): unknown;
}

/** A loader that tries places one after another. */
export abstract class SourceLoader implements TemplateLoader {
  /** The places where the template of that name can be, in order. Django: `get_template_sources`. */
  abstract getTemplateSources(name: string): Iterable<Origin>;

  /** The text at a place; `undefined` when there is none. Django: `get_contents`. */
  abstract getContents(origin: Origin): string | undefined;

  find<Made>(name: string, { skipped, tried, make }: FindOptions<Made>): Made | undefined {
    for (const origin of this.getTemplateSources(name)) {
      if (skipped.has(origin.name)) {
        tried.push({ origin, reason: "extends itself" });
        continue;
      }
      const text = this.getContents(origin);
      if (text !== undefined) return make({ text, origin });
      tried.push({ origin, reason: "is not there" });
    }
    return undefined;
  }
}
