import { runWithScriptPrefix } from "nuages/conf";
import { QueryDict } from "nuages/http";
import { override } from "nuages/i18n";
import { reverseName, type ReverseParams } from "nuages/urls";

import type { Adapter } from "../adapter.ts";
import { decode } from "../values.ts";
import { language, urlconf } from "./urlconfs.ts";

export const adapter: Adapter = {
  areas: ["urls_reverse"],
  run(vector) {
    const args = decode(vector.args) as unknown[];
    const kwargs = decode(vector.kwargs) as Record<string, unknown>;
    // Our signature has one place for both.
    if (args.length > 0 && Object.keys(kwargs).length > 0) {
      throw new RangeError("Don't mix *args and **kwargs in call to reverse()!");
    }
    const params: ReverseParams = args.length > 0 ? args : kwargs;
    const { query, fragment } = (vector.extra ?? {}) as { query?: unknown; fragment?: string };
    const options = {
      urlconf: urlconf(String(vector.urlconf)),
      ...(typeof vector.current_app === "string" ? { currentApp: vector.current_app } : {}),
      query: decode(query, (tagged) => new QueryDict(String(tagged.v))),
      fragment,
    };
    const prefix = typeof vector.script_prefix === "string" ? vector.script_prefix : "/";
    return {
      value: override(language(vector), () =>
        runWithScriptPrefix(prefix, () => reverseName(String(vector.name), params, options)),
      ),
    };
  },
};
