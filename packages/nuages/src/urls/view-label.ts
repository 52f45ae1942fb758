import type { RequestMatch } from "../http/index.ts";

/** A view, whatever its parameters are. */
export type RequestMatchFunction = RequestMatch["func"];

/** The name of a view for messages; a class-based one is named after its class. */
export function viewLabelOf(view: RequestMatchFunction): string {
  const { viewClass } = view as { viewClass?: { name: string } };
  return viewClass?.name || view.name || "(anonymous)";
}
