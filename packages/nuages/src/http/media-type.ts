import { parseHeaderParameters } from "../utils/http.ts";

/** A media type or range of an `Accept` header, such as `text/*;q=0.8`. Django: `MediaType`. */
export class MediaType {
  readonly mainType: string;
  readonly subType: string;
  /** All parameters, the quality included. */
  readonly params: ReadonlyMap<string, string>;

  constructor(text: string) {
    const [full, params] = parseHeaderParameters(text.slice(0, 10_000));
    const at = full.indexOf("/");
    this.mainType = at < 0 ? full : full.slice(0, at);
    this.subType = at < 0 ? "" : full.slice(at + 1);
    this.params = params;
  }

  /** The parameters without the quality. */
  get rangeParams(): ReadonlyMap<string, string> {
    if (!this.params.has("q")) return this.params;
    return new Map([...this.params].filter(([name]) => name !== "q"));
  }

  /** From 0 to 1; what is no such number counts as 1. */
  get quality(): number {
    const text = this.params.get("q") ?? "1";
    const quality = /^[+-]?(?:\d+\.?\d*|\.\d+)$/.test(text.trim()) ? Number(text) : 1;
    return quality < 0 || quality > 1 ? 1 : quality;
  }

  /** 0 for any type, 1 for a family, 2 for a type, 3 for a type with parameters. */
  get specificity(): number {
    if (this.mainType === "*") return 0;
    if (this.subType === "*") return 1;
    return this.rangeParams.size === 0 ? 2 : 3;
  }

  /** Whether this range takes in `other`. */
  match(other: string | MediaType): boolean {
    const that = typeof other === "string" ? new MediaType(other) : other;
    const parts = [
      [this.mainType, that.mainType],
      [this.subType, that.subType],
    ] as const;
    if (parts.some(([mine, theirs]) => mine === "" || theirs === "")) return false;
    if (parts.some(([mine, theirs]) => mine !== theirs && mine !== "*" && theirs !== "*")) {
      return false;
    }
    const [mine, theirs] = [this.rangeParams, that.rangeParams];
    if (mine.size === 0) return true;
    if (theirs.size === 0) return false;
    return (
      mine.size === theirs.size && [...mine].every(([key, value]) => theirs.get(key) === value)
    );
  }

  toString(): string {
    const params = [...this.params].map(([name, value]) => `; ${name}=${value}`).join("");
    return `${this.mainType}${this.subType === "" ? "" : `/${this.subType}`}${params}`;
  }
}

/** The ranges of an `Accept` header with a quality above 0, the most wanted first. */
export function parseAccept(header: string): MediaType[] {
  return header
    .split(",")
    .filter((part) => part.trim() !== "")
    .map((part) => new MediaType(part))
    .filter(({ quality }) => quality > 0)
    .map((type) => ({ type, quality: type.quality, specificity: type.specificity }))
    .sort((a, b) => b.quality - a.quality || b.specificity - a.specificity)
    .map(({ type }) => type);
}

/** The same ranges, the most exact first. */
export function byPrecedence(types: readonly MediaType[]): MediaType[] {
  return types
    .map((type) => ({ type, quality: type.quality, specificity: type.specificity }))
    .sort((a, b) => b.specificity - a.specificity || b.quality - a.quality)
    .map(({ type }) => type);
}
