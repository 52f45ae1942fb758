const generator = Object.getPrototypeOf(function* () {}) as { prototype: object };
const asyncGenerator = Object.getPrototypeOf(async function* () {}) as { prototype: object };

/** The prototypes of the language whose methods and accessors are not data. */
const builtinPrototypes: readonly object[] = [
  Object,
  Function,
  Array,
  String,
  Number,
  Boolean,
  BigInt,
  Symbol,
  Date,
  RegExp,
  Error,
  Map,
  Set,
  WeakMap,
  WeakSet,
  WeakRef,
  Promise,
  ArrayBuffer,
  SharedArrayBuffer,
  DataView,
  Iterator,
  URL,
  URLSearchParams,
]
  .map((made): object => made.prototype as object)
  .concat(
    Object.getPrototypeOf(Uint8Array.prototype) as object,
    Uint8Array.prototype,
    Buffer.prototype,
    generator.prototype,
    asyncGenerator.prototype,
  );

/** Methods without arguments that only tell something about their object. */
const HARMLESS: readonly (readonly [object, readonly string[]])[] = [
  [Object.prototype, ["toString", "toLocaleString", "valueOf"]],
  [Array.prototype, ["entries", "flat", "keys", "toReversed", "toString", "values"]],
  [
    String.prototype,
    "isWellFormed toLowerCase toString toUpperCase toWellFormed trim trimEnd trimStart valueOf".split(
      " ",
    ),
  ],
  [Number.prototype, ["toExponential", "toFixed", "toLocaleString", "toString", "valueOf"]],
  [BigInt.prototype, ["toLocaleString", "toString", "valueOf"]],
  [Boolean.prototype, ["toString", "valueOf"]],
  [Map.prototype, ["entries", "keys", "values"]],
  [Set.prototype, ["entries", "keys", "values"]],
  [URL.prototype, ["toJSON", "toString"]],
  [URLSearchParams.prototype, ["entries", "keys", "toString", "values"]],
  [Error.prototype, ["toString"]],
  [
    Date.prototype,
    Object.getOwnPropertyNames(Date.prototype).filter((name) => /^(?:get|to)/.test(name)),
  ],
];

function methodsOf(prototype: object, names = Object.getOwnPropertyNames(prototype)): unknown[] {
  return names
    .map((name) => Object.getOwnPropertyDescriptor(prototype, name)?.value as unknown)
    .filter((value) => typeof value === "function");
}

const refused = new Set<unknown>(builtinPrototypes.flatMap((prototype) => methodsOf(prototype)));
for (const [prototype, names] of HARMLESS) {
  for (const method of methodsOf(prototype, [...names])) refused.delete(method);
}

/** True for functions of the language that templates must not call: they change things or lead on. */
export function isRefusedBuiltin(value: unknown): boolean {
  return refused.has(value);
}
