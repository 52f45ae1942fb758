import { inspect } from "node:util";

import { subscribe, type Unsubscribe } from "../../instrumentation/index.ts";
import { getLogger } from "../../logging/index.ts";
import { querySpan, type QueryPayload } from "../backends/query-span.ts";
import { sourceLine, takeTrace, type Trace } from "./source-line.ts";

/** Values are shown to tell statements apart: a file's bytes or a long list would bury the log. */
const SHOWN = {
  depth: 1,
  maxArrayLength: 20,
  maxStringLength: 200,
  breakLength: Infinity,
} as const;

function line(
  { alias, sql, params }: QueryPayload,
  duration: number,
  place: string | undefined,
): string {
  const seconds = (duration / 1_000).toFixed(3);
  const from = place === undefined ? "" : `; at=${place}`;
  return `(${seconds}) ${sql}; args=${inspect(params, SHOWN)}; alias=${alias}${from}`;
}

/**
 * Logs every statement at level DEBUG, with its time, its values and the line of the program that
 * asks, until the returned function is called. The values may be secret: it is for development.
 * Django: the logger `django.db.backends`.
 */
export function logQueries(): Unsubscribe {
  const logger = getLogger("nuages.db.backends");
  const traces = new WeakMap<QueryPayload, Trace>();
  const tell = (payload: QueryPayload, duration = 0): void => {
    const trace = traces.get(payload);
    if (trace === undefined) return;
    const place = sourceLine(trace);
    const { alias, sql, params } = payload;
    logger.debug(line(payload, duration, place), {
      extra: { duration: duration / 1_000, sql, params, alias, place },
    });
  };
  return subscribe(querySpan, {
    start({ payload }) {
      if (logger.isEnabledFor("DEBUG")) traces.set(payload, takeTrace());
    },
    end: ({ payload, duration }) => tell(payload, duration),
    error: ({ payload, duration }) => tell(payload, duration),
  });
}
