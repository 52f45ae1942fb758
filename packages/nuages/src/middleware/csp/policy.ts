import { NuagesTypeError } from "../../errors/index.ts";

/** Sources with a meaning of their own, for the settings `secureCsp` and `secureCspReportOnly`. Django 6.0: `CSP`. */
export const CSP = {
  NONE: "'none'",
  SELF: "'self'",
  UNSAFE_INLINE: "'unsafe-inline'",
  UNSAFE_EVAL: "'unsafe-eval'",
  UNSAFE_HASHES: "'unsafe-hashes'",
  STRICT_DYNAMIC: "'strict-dynamic'",
  REPORT_SAMPLE: "'report-sample'",
  WASM_UNSAFE_EVAL: "'wasm-unsafe-eval'",
  /** Stands for the nonce of the page, where the page uses it. */
  NONCE: "<CSP_NONCE_SENTINEL>",
} as const;

/** Sources by directive; `true` is a directive without sources, `false` none at all. */
export type CspConfig = Readonly<
  Record<string, readonly string[] | ReadonlySet<string> | string | boolean | null>
>;

/** A source or directive would end the one before it. */
export class BadCspSource extends NuagesTypeError {
  readonly code = "middleware.bad_csp_source";
}

const HINT = "Give each source as an item of the list.";

function sourcesOf(value: Exclude<CspConfig[string], boolean | null>): readonly string[] {
  if (typeof value === "string") return [value];
  if (value instanceof Set) return [...(value as ReadonlySet<string>)].sort();
  if (Array.isArray(value)) return value as readonly string[];
  throw new BadCspSource(
    `A directive of a content security policy has a value of type ${typeof value}.`,
    { hint: HINT },
  );
}

function check(text: unknown): string {
  if (typeof text === "string" && !/[;,\s\u0000-\u001f]/.test(text.trim())) return text;
  throw new BadCspSource(`${JSON.stringify(text)} cannot stand in a content security policy.`, {
    hint: HINT,
  });
}

/** Policies without a nonce, which are the same for every page. */
const constant = new WeakMap<CspConfig, string>();

/**
 * The policy as its header has it; computed once for an object without a nonce, which must not be changed.
 *
 * @param nonce Of the page; without one, `CSP.NONCE` is left out.
 */
export function buildPolicy(config: CspConfig, nonce?: string): string {
  if (nonce !== undefined) return writePolicy(config, nonce);
  let policy = constant.get(config);
  if (policy === undefined) constant.set(config, (policy = writePolicy(config, undefined)));
  return policy;
}

function writePolicy(config: CspConfig, nonce: string | undefined): string {
  const parts: string[] = [];
  for (const [directive, value] of Object.entries(config)) {
    if (value === false || value === null) continue;
    const sources = value === true ? [] : sourcesOf(value);
    const shown = sources.flatMap((source) => {
      if (source !== CSP.NONCE) return typeof value === "string" ? [source] : [check(source)];
      return nonce === undefined ? [] : [`'nonce-${nonce}'`];
    });
    // A directive that had only the nonce would forbid everything without it.
    if (shown.length === 0 && sources.length > 0) continue;
    parts.push([check(directive), ...shown].join(" "));
  }
  return parts.join("; ");
}
