import { getScriptPrefix, setScriptPrefix } from "../conf/index.ts";

/**
 * Builds URLs below another path until the result is disposed of. Django: `override_script_prefix()`.
 *
 * @example
 * using _ = overrideScriptPrefix("/shop/");
 */
export function overrideScriptPrefix(prefix: string): Disposable {
  const before = getScriptPrefix();
  setScriptPrefix(prefix);
  return {
    [Symbol.dispose]() {
      setScriptPrefix(before);
    },
  };
}
