import { defineFunction, type FunctionDefinition } from "./define-function.ts";
import type { Unary } from "./factory-types.ts";

/** PostgreSQL computes these in its extension pgcrypto. */
function sha(bits: 1 | 224 | 256 | 384 | 512): FunctionDefinition {
  const name = `SHA${bits}`;
  return {
    function: name,
    arity: 1,
    output: "text",
    lookupName: name.toLowerCase(),
    vendors: {
      postgresql: { template: `ENCODE(DIGEST(%(expressions)s, '${name.toLowerCase()}'), 'hex')` },
      ...(bits === 1 ? {} : { mysql: { template: `SHA2(%(expressions)s, ${bits})` } }),
    },
  };
}

/** MD5 of the text, in hexadecimal digits. No protection of secrets. */
export const MD5 = defineFunction<Unary<string>>("MD5", {
  function: "MD5",
  arity: 1,
  output: "text",
  lookupName: "md5",
});

/** SHA-1 of the text, in hexadecimal digits. */
export const SHA1 = defineFunction<Unary<string>>("SHA1", sha(1));

/** SHA-224 of the text, in hexadecimal digits. */
export const SHA224 = defineFunction<Unary<string>>("SHA224", sha(224));

/** SHA-256 of the text, in hexadecimal digits. */
export const SHA256 = defineFunction<Unary<string>>("SHA256", sha(256));

/** SHA-384 of the text, in hexadecimal digits. */
export const SHA384 = defineFunction<Unary<string>>("SHA384", sha(384));

/** SHA-512 of the text, in hexadecimal digits. */
export const SHA512 = defineFunction<Unary<string>>("SHA512", sha(512));
