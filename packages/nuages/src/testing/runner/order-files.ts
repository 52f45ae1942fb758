/** In which order files of tests run. */
export interface OrderOptions {
  readonly reverse: boolean;
  /** Shuffles by this number; the same number gives the same order. */
  readonly seed: number | undefined;
}

/** Files in the order in which they run. */
export function orderFiles(files: readonly string[], { reverse, seed }: OrderOptions): string[] {
  const ordered = seed === undefined ? [...files] : shuffled(files, seed);
  return reverse ? ordered.reverse() : ordered;
}

/** Fisher and Yates' shuffle. */
function shuffled(files: readonly string[], seed: number): string[] {
  const order = [...files];
  const next = numbers(seed);
  for (let at = order.length - 1; at > 0; at -= 1) {
    const other = Math.floor(next() * (at + 1));
    [order[at], order[other]] = [order[other] ?? "", order[at] ?? ""];
  }
  return order;
}

/** Numbers from 0 to 1 that follow from a seed: xorshift32. */
function numbers(seed: number): () => number {
  let state = (Math.imul(seed, 0x9e3779b1) ^ 0x85ebca6b) >>> 0 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 0x1_0000_0000;
  };
}

/** Files dealt out to so many workers, in turn. */
export function dealFiles(files: readonly string[], workers: number): string[][] {
  const hands = Array.from({ length: workers }, (): string[] => []);
  for (const [index, file] of files.entries()) hands[index % workers]?.push(file);
  return hands;
}
