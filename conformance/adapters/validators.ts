import { imageExtensions, runValidator, type Validator } from "nuages/validation";

import type { Adapter } from "../adapter.ts";
import { readValidator } from "../python-validators.ts";
import { decode, type Special } from "../values.ts";

function readSpecial(tagged: Special, decodeValue: (value: unknown) => unknown): unknown {
  if (tagged.$ === "file" || tagged.$ === "upload") return { name: tagged.name };
  return readValidator(tagged, decodeValue) ?? decodeValue(tagged.v);
}

// The vectors were recorded without an image library, so that no image could be read.
imageExtensions.clear();

export const adapter: Adapter = {
  areas: ["validators"],

  takes: ({ validator }) => decode(validator, readSpecial) !== undefined,

  async run({ validator, value }) {
    await runValidator(decode(validator, readSpecial) as Validator, decode(value, readSpecial));
    return { ok: true };
  },
};
