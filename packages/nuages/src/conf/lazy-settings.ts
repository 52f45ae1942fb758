import { InvalidSetting, MissingSetting, UnknownSetting } from "./errors.ts";
import { getScriptPrefix } from "./script-prefix.ts";
import { coreNames, knownNames, listenForNames, readSetting } from "./settings-store.ts";
import type { Settings } from "./settings.ts";

/** Settings whose value is worked on when it is read. */
const readers = new Map<string, (value: unknown) => unknown>([
  ["secretKey", requireSecretKey],
  ["staticUrl", addScriptPrefix],
  ["mediaUrl", addScriptPrefix],
]);

function requireSecretKey(value: unknown): unknown {
  if (value === "") throw MissingSetting.secretKey();
  return value;
}

// Django: a URL that is neither absolute nor rooted lies below the path the site is mounted at.
function addScriptPrefix(value: unknown): unknown {
  if (typeof value !== "string" || /^(?:https?:)?\/|^https?:\/\//iu.test(value)) return value;
  return `${getScriptPrefix()}${value}`;
}

/** Answers for names that are no settings, behind the accessors of those that are. */
const unknownNames: object = new Proxy(Object.create(null) as object, {
  get(_target, name) {
    if (typeof name === "symbol" || name in Object.prototype) {
      return Reflect.get(Object.prototype, name);
    }
    if (name === "then" || name === "toJSON" || name.startsWith("$$")) return undefined;
    throw UnknownSetting.reading(name, knownNames());
  },
  set(_target, name) {
    throw InvalidSetting.readOnly(String(name));
  },
});

const accessors: object = Object.create(unknownNames);

function defineAccessors(names: readonly string[]): void {
  for (const name of names) {
    if (Object.hasOwn(accessors, name)) continue;
    const reader = readers.get(name);
    const get =
      reader === undefined ? () => readSetting(name) : (): unknown => reader(readSetting(name));
    Object.defineProperty(accessors, name, {
      // Nobody deletes a setting.
      configurable: false,
      enumerable: true,
      get,
      set() {
        throw InvalidSetting.readOnly(name);
      },
    });
  }
}

// Printed by mistake, in a log for instance, settings would give their secrets away.
for (const shown of [Symbol.for("nodejs.util.inspect.custom"), "toJSON"]) {
  Object.defineProperty(accessors, shown, { value: () => "<Settings>" });
}
defineAccessors(coreNames);
listenForNames(defineAccessors);

/**
 * The settings of this process: those of the project, else the defaults. Read them inside functions:
 * before the settings are loaded, every read is an error that names the setting.
 *
 * @throws SettingsNotReady before `setup()` or `configure()`
 * @throws MissingSetting when `secretKey` is read and empty
 */
export const settings: Settings = accessors as Settings;
