import { override } from "nuages/i18n";
import { resolve } from "nuages/urls";

import type { Adapter } from "../adapter.ts";
import { language, urlconf } from "./urlconfs.ts";

export const adapter: Adapter = {
  areas: ["urls_resolve"],
  run(vector) {
    const match = override(language(vector), () => {
      const found = resolve(String(vector.path), urlconf(String(vector.urlconf)));
      return { found, route: found.route };
    });
    return {
      url_name: match.found.urlName ?? null,
      view_name_is_path: match.found.urlName === undefined,
      args: match.found.args.map((value) => value ?? null),
      kwargs: match.found.kwargs,
      app_names: match.found.appNames,
      namespaces: match.found.namespaces,
      route: match.route,
      captured_kwargs: match.found.capturedKwargs,
      extra_kwargs: match.found.extraKwargs,
    };
  },
};
