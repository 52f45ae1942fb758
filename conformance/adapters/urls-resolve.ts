import { resolve } from "nuages/urls";

import { type Adapter } from "../adapter.ts";
import { needsLanguage, urlconf } from "./urlconfs.ts";

export const adapter: Adapter = {
  areas: ["urls_resolve"],
  takes: (vector) => !needsLanguage(String(vector.urlconf)),
  run(vector) {
    const match = resolve(String(vector.path), urlconf(String(vector.urlconf)));
    return {
      url_name: match.urlName ?? null,
      view_name_is_path: match.urlName === undefined,
      args: match.args.map((value) => value ?? null),
      kwargs: match.kwargs,
      app_names: match.appNames,
      namespaces: match.namespaces,
      route: match.route,
      captured_kwargs: match.capturedKwargs,
      extra_kwargs: match.extraKwargs,
    };
  },
};
