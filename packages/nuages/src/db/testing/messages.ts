import { ValidationError } from "../../validation/index.ts";

/** The messages by field that `work` fails with. */
export async function messagesOf(work: Promise<void>): Promise<Record<string, string[]>> {
  const error: unknown = await work.then(
    () => undefined,
    (caught: unknown) => caught,
  );
  if (error === undefined) return {};
  if (!(error instanceof ValidationError)) throw error;
  return { ...error.messageDict };
}
