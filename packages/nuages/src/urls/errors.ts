import { didYouMean, ImproperlyConfigured, NuagesError } from "../errors/index.ts";
import { Http404 } from "../http/index.ts";

/** One way through the patterns that did not match: the routes from the outermost on. */
export interface TriedPattern {
  readonly route: string;
  readonly name: string | undefined;
}

/** No pattern matches a path. Django: `Resolver404`. */
export class Resolver404 extends Http404 {
  override readonly code = "urls.resolver404";
  /** The path, without its leading slash. */
  readonly path: string;
  readonly #tried: () => readonly (readonly TriedPattern[])[];

  constructor(path: string, tried: () => readonly (readonly TriedPattern[])[] = () => []) {
    super(`No URL pattern matches ${JSON.stringify(path)}.`);
    this.path = path;
    this.#tried = tried;
  }

  /** Every pattern that was tried, in order; found out when it is asked for. */
  get tried(): readonly (readonly TriedPattern[])[] {
    return this.#tried();
  }
}

/** There is no address for a name with these values. Django: `NoReverseMatch`. */
export class NoReverseMatch extends NuagesError {
  readonly code = "urls.no_reverse_match";

  /** @param elsewhere Names of other namespaces that end in the same way. */
  static unknownName(
    name: string,
    known: Iterable<string>,
    elsewhere: readonly string[],
  ): NoReverseMatch {
    const hint =
      elsewhere.length > 0
        ? `Did you mean ${elsewhere.map((full) => JSON.stringify(full)).join(" or ")}?`
        : didYouMean(name, known, { label: "Known names" });
    return new NoReverseMatch(
      `Reverse for ${quoted(name)} not found. ${quoted(name)} is not a valid view function or pattern name.`,
      { hint, details: { name } },
    );
  }

  static unknownNamespace(
    namespace: string,
    inside: readonly string[],
    known: Iterable<string>,
  ): NoReverseMatch {
    const where = inside.length === 0 ? "" : ` inside ${quoted(inside.join(":"))}`;
    return new NoReverseMatch(`${quoted(namespace)} is not a registered namespace${where}.`, {
      hint: didYouMean(namespace, known, { label: "Known namespaces" }),
      details: { namespace },
    });
  }

  static noFit(
    name: string,
    given: string,
    { tried, hint }: { readonly tried: readonly string[]; readonly hint: string },
  ): NoReverseMatch {
    return new NoReverseMatch(
      `Reverse for ${quoted(name)} with ${given} not found. ${tried.length} pattern(s) tried: ${tried.join(", ")}`,
      { hint, details: { name, tried } },
    );
  }
}

function quoted(text: string): string {
  return `'${text}'`;
}

/** A pattern is written in a way that cannot be. */
export class BadUrlPattern extends ImproperlyConfigured {
  override readonly code = "urls.bad_pattern";
}
