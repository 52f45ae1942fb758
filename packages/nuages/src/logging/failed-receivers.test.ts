import { expect, it } from "vitest";

import { configure } from "../conf/index.ts";
import { Signal } from "../signals/index.ts";
import { configureLogging, getLogger, Handler, type LogRecord } from "./index.ts";

it("logs what sendRobust() catches, once [SIG-02, LOG-04]", async () => {
  const records: LogRecord[] = [];
  class Recorder extends Handler {
    emit(record: LogRecord): void {
      records.push(record);
    }
  }
  const error = new RangeError("no shelf");
  const saved = new Signal<{ readonly title: string }>("saved");
  saved.connect(function shelve() {
    throw error;
  });
  configure({});
  configureLogging({ logging: {}, loggingConfig: "dictConfig" });
  configureLogging({ logging: {}, loggingConfig: "dictConfig" });
  getLogger("nuages.dispatch").handlers.push(new Recorder());

  await saved.sendRobust(null, { title: "Emma" });

  expect(records.map(({ message }) => message)).toEqual([
    "Error calling shelve in saved.sendRobust() (RangeError: no shelf)",
  ]);
  expect(records[0]?.error).toBe(error);
});
