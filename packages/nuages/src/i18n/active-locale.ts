import { AsyncLocalStorage } from "node:async_hooks";

/** What a piece of work (a request, a mail) has chosen; `undefined` means: as the settings say. */
export interface ActiveLocale {
  /** Language code; `null` switches translation off. */
  language: string | null | undefined;
  /** IANA name or offset of the time zone. */
  timeZone: string | undefined;
}

const storage = new AsyncLocalStorage<ActiveLocale>();
const processLocale: ActiveLocale = { language: undefined, timeZone: undefined };

/** What is active where this is called. */
export function activeLocale(): ActiveLocale {
  return storage.getStore() ?? processLocale;
}

/**
 * Runs `work` with a language and a time zone of its own, whatever it awaits; what it activates itself
 * ends with it. Choices that are not given are those of the caller.
 */
export function runWithLocale<Result>(locale: Partial<ActiveLocale>, work: () => Result): Result {
  return storage.run({ ...activeLocale(), ...locale }, work);
}
