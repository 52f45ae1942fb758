import { AsyncLocalStorage } from "node:async_hooks";

/** What a piece of work (a request, a mail) has chosen; `undefined` means: as the settings say. */
export interface ActiveLocale {
  /** Language code; `null` switches translation off. */
  language: string | null | undefined;
  /** IANA name or offset of the time zone. */
  timeZone: string | undefined;
}

interface Scope extends ActiveLocale {
  /** True for the scope of {@link runWithLocale}: what is activated in it holds until it ends. */
  readonly isOwn: boolean;
}

const storage = new AsyncLocalStorage<Scope>();
const nothingChosen: Readonly<ActiveLocale> = Object.freeze({
  language: undefined,
  timeZone: undefined,
});

/** What is active where this is called. */
export function activeLocale(): Readonly<ActiveLocale> {
  return storage.getStore() ?? nothingChosen;
}

/**
 * Changes what is active from here on: in the scope of {@link runWithLocale} around, else for what this
 * call and its callers in the same turn go on to do. Other requests never see it.
 */
export function changeLocale(changes: Partial<ActiveLocale>): void {
  const scope = storage.getStore();
  if (scope?.isOwn === true) Object.assign(scope, changes);
  else storage.enterWith({ ...activeLocale(), ...changes, isOwn: false });
}

/**
 * Runs `work` with a language and a time zone of its own, whatever it awaits; what it activates itself
 * ends with it. Choices that are not given are those of the caller.
 */
export function runWithLocale<Result>(locale: Partial<ActiveLocale>, work: () => Result): Result {
  return storage.run({ ...activeLocale(), ...locale, isOwn: true }, work);
}
