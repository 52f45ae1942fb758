/** What differs from Django's answer, nothing when it is the same; and our answer. */
export interface Judgement {
  readonly wrong: readonly string[];
  readonly [key: string]: unknown;
}
