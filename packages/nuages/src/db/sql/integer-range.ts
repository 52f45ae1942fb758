const BITS_64 = [-(2n ** 63n), 2n ** 63n - 1n] as const;
const RANGES: ReadonlyMap<string, readonly [bigint, bigint]> = new Map([
  ["SmallIntegerField", [-32_768n, 32_767n]],
  ["IntegerField", [-2_147_483_648n, 2_147_483_647n]],
  ["BigIntegerField", BITS_64],
  ["PositiveSmallIntegerField", [0n, 32_767n]],
  ["PositiveIntegerField", [0n, 2_147_483_647n]],
  ["PositiveBigIntegerField", [0n, BITS_64[1]]],
  ["SmallAutoField", [-32_768n, 32_767n]],
  ["AutoField", [-2_147_483_648n, 2_147_483_647n]],
  ["BigAutoField", BITS_64],
]);

/** Lowest and highest number of an integer column of the given kind in databases that keep to it. */
export function integerRange(internalType: string): readonly [bigint, bigint] | undefined {
  return RANGES.get(internalType);
}

/** Lowest and highest number of an integer column on SQLite, which has 64 bits for all of them. */
export function integerRange64(internalType: string): readonly [bigint, bigint] | undefined {
  if (!RANGES.has(internalType)) return undefined;
  return internalType.startsWith("Positive") ? [0n, BITS_64[1]] : BITS_64;
}
