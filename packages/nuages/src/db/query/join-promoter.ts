import type { Connector } from "../expressions/q.ts";
import type { Query } from "./query.ts";

/**
 * Decides for the joins of one condition whether they must be outer joins. Each child votes for the
 * joins without whose rows it cannot be true: where all alternatives need a join it can be an inner
 * one, where only some do it has to keep the rows without partner.
 */
export class JoinPromoter {
  readonly #children: number;
  readonly #effective: Connector;
  readonly #votes = new Map<string, number>();

  constructor(connector: Connector, children: number, negated: boolean) {
    this.#children = children;
    const opposite = connector === "AND" ? "OR" : "AND";
    this.#effective = negated && connector !== "XOR" ? opposite : connector;
  }

  addVotes(aliases: Iterable<string>): void {
    for (const alias of aliases) this.#votes.set(alias, (this.#votes.get(alias) ?? 0) + 1);
  }

  /** Changes the kinds of joins; gives back those that must be inner joins. */
  apply(query: Query): Set<string> {
    const outer = new Set<string>();
    const inner = new Set<string>();
    for (const [alias, votes] of this.#votes) {
      const anyOf = this.#effective === "OR" || this.#effective === "XOR";
      if (anyOf && votes < this.#children) outer.add(alias);
      // XOR never turns a join into an inner one unless all children need it.
      if (this.#effective === "AND" || (anyOf && votes === this.#children)) inner.add(alias);
    }
    query.promoteJoins(outer);
    query.demoteJoins(inner);
    return inner;
  }
}
