import type { Build } from "./build.ts";
import type { Json } from "./grammar.ts";

interface FrameForm {
  readonly type: "rows" | "range";
  readonly start: number | null;
  readonly end: number | null;
  readonly exclusion?: string;
}

const FRAMES = { rows: "RowRange", range: "ValueRange" } as const;

function buildFrame({ type, start, end, exclusion }: FrameForm, build: Build): unknown {
  const { api, names } = build;
  const options = {
    start,
    end,
    ...(exclusion === undefined ? {} : { exclusion: names.segment(exclusion.toLowerCase()) }),
  };
  return api.make(FRAMES[type], options);
}

/** A window function with its partition, order and frame. */
export function buildWindow(node: Json, build: Build, output: Json | undefined): unknown {
  const list = (key: string): readonly unknown[] => (node[key] ?? []) as readonly unknown[];
  const options = {
    ...output,
    ...("partition_by" in node
      ? { partitionBy: list("partition_by").map((form) => build.expression(form)) }
      : {}),
    ...("order_by" in node
      ? { orderBy: list("order_by").map((form) => build.ordering(form)) }
      : {}),
    ...("frame" in node ? { frame: buildFrame(node["frame"] as FrameForm, build) } : {}),
  };
  return build.api.make("Window", build.expression(node["window"]), options);
}
