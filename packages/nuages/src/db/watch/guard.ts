import { onModelsLoaded } from "../../apps/index.ts";
import { isConfigured, settingChanged, settings } from "../../conf/index.ts";
import { ImproperlyConfigured } from "../../errors/index.ts";
import type { Unsubscribe } from "../../instrumentation/index.ts";
import { getLogger } from "../../logging/index.ts";
import { RepeatedQueries } from "../errors.ts";
import { watchRepetitions, type Repetition } from "./n-plus-one.ts";
import { logQueries } from "./query-log.ts";

type Mode = "off" | "warn" | "raise";

function repetitionMode(): Mode {
  const { debug, repeatedQueries: mode } = settings;
  if (mode === null) return debug ? "warn" : "off";
  if (["off", "warn", "raise"].includes(mode)) return mode;
  throw new ImproperlyConfigured(`The setting repeatedQueries is ${JSON.stringify(mode)}.`, {
    hint: 'It is "off", "warn", "raise" or null.',
  });
}

function errorOf(repetition: Repetition): RepeatedQueries {
  const { model, relation, root, rows, loadedAt, readAt, remedy } = repetition;
  const by = loadedAt === undefined ? "" : ` by ${loadedAt}`;
  const at = readAt === undefined ? "" : ` at ${readAt}`;
  return new RepeatedQueries(
    `${model}.${relation} is loaded row by row${by}, for ${rows} rows of ${root} that were read together${at}.`,
    {
      hint: `${remedy} It belongs to the queryset of ${root}${at}.`,
      details: { ...repetition },
    },
  );
}

function onRepetition(repetition: Repetition): Error | undefined {
  const error = errorOf(repetition);
  if (repetitionMode() === "raise") return error;
  getLogger("nuages.db").warning(error.message, { extra: { repetition } });
  return undefined;
}

let stopRepetitions: Unsubscribe | undefined;
let stopLog: Unsubscribe | undefined;

/** Begins or ends watching, as the settings say now. */
function adjust(): void {
  if (!isConfigured()) return;
  if (repetitionMode() === "off") {
    stopRepetitions?.();
    stopRepetitions = undefined;
  } else stopRepetitions ??= watchRepetitions(onRepetition);
  if (settings.debug) stopLog ??= logQueries();
  else {
    stopLog?.();
    stopLog = undefined;
  }
}

/** Watches relations and logs statements from when the models are loaded, as the settings say. */
export function watchDatabases(): void {
  onModelsLoaded(adjust);
  settingChanged.connect(({ setting }) => {
    if (setting === "debug" || setting === "repeatedQueries") adjust();
  });
}
