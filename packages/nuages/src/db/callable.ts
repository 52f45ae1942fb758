type Constructor = new (...args: never[]) => object;

/**
 * Makes a class callable without `new`, so that a declaration reads `title: CharField({ … })`, while
 * `class Upper extends CharField` still works. `Factory` is the precise type of the call.
 */
export function callable<Factory, C extends Constructor>(base: C, name: string): C & Factory {
  function construct(this: unknown, ...args: never[]): object {
    return Reflect.construct(base, args, new.target ?? construct) as object;
  }
  Object.setPrototypeOf(construct, base);
  Object.defineProperty(construct, "name", { value: name });
  Object.defineProperty(construct, "prototype", { value: base.prototype, writable: false });
  Object.defineProperty(base.prototype, "constructor", {
    value: construct,
    writable: true,
    configurable: true,
  });
  // The function constructs `base` whether called or newed, so it is both what `C` and what `Factory` say.
  return construct as unknown as C & Factory;
}
