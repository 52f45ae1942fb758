/** The pipeline needs a name that our API does not have (yet): the case counts as `noAdapter`. */
export class MissingApi extends Error {
  override readonly name = "MissingApi";
  readonly api: string;

  constructor(api: string) {
    super(`missing API: ${api}`);
    this.api = api;
  }
}

/** Calls a method of an object whose type is only known at run time. @throws MissingApi when there is none */
export function invoke(
  target: unknown,
  method: string,
  args: readonly unknown[],
  owner: string,
): unknown {
  const member: unknown = (target as Readonly<Record<string, unknown>> | null | undefined)?.[
    method
  ];
  if (typeof member !== "function") throw new MissingApi(`${owner}.${method}()`);
  return Reflect.apply(member, target, args);
}
