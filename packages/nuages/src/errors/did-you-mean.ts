/** Edits (insert, delete, replace, swap of neighbours) that lead from one text to the other. */
function distance(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (let row = 1; row <= from.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= to.length; column += 1) {
      const same = from[row - 1] === to[column - 1];
      let best = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (swapped && row > 1 && column > 1)
        best = Math.min(best, (beforeLast[column - 2] ?? 0) + 1);
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return last[to.length] ?? 0;
}

/**
 * The candidates nearest to a misspelt name, best first, at most `limit`. Upper and lower case and
 * underscores do not count. Names of more than 100 characters have no neighbours.
 */
export function closeMatches(name: string, candidates: Iterable<string>, limit = 3): string[] {
  if (name.length > 100) return [];
  const fold = (text: string): string => text.toLowerCase().replaceAll("_", "").replaceAll("-", "");
  const wanted = fold(name);
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return [...new Set(candidates)]
    .filter((candidate) => candidate.length <= 100)
    .map((candidate) => ({ candidate, cost: distance(wanted, fold(candidate)) }))
    .filter(({ cost }) => cost <= allowed)
    .sort((a, b) => a.cost - b.cost || a.candidate.localeCompare(b.candidate, "en"))
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

/** What {@link didYouMean} says besides the nearest names. */
export interface DidYouMeanOptions {
  /** Word before the list of all names, such as `Known` or `Fields`. Default: `Known`. */
  readonly label?: string;
  /** How many names the list shows at most. Default: 20. */
  readonly limit?: number;
}

/** One or two sentences for a hint: the nearest right names, then all that are known. */
export function didYouMean(
  name: string,
  candidates: Iterable<string>,
  { label = "Known", limit = 20 }: DidYouMeanOptions = {},
): string {
  const all = [...new Set(candidates)];
  const near = closeMatches(name, all).map((candidate) => `"${candidate}"`);
  const suggestion = near.length > 0 ? `Did you mean ${near.join(" or ")}? ` : "";
  const shown = all.slice(0, limit).join(", ");
  const rest = all.length > limit ? `, … (${all.length} in all)` : "";
  return all.length > 0
    ? `${suggestion}${label}: ${shown}${rest}.`
    : `${suggestion}${label}: none.`;
}
