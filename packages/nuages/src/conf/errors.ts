import { didYouMean, ImproperlyConfigured } from "../errors/index.ts";
import type { UnknownName } from "./nested-names.ts";

/** A setting was read before the settings were loaded. */
export class SettingsNotReady extends ImproperlyConfigured {
  override readonly code = "conf.not_ready";

  static reading(name: string): SettingsNotReady {
    return new SettingsNotReady(`The setting ${name} was read before the settings were loaded.`, {
      hint:
        "Read it inside a function, not at the top of a module; in a script of your own, " +
        'call `await setup({ settings: () => import("./settings.ts") })` of "nuages/apps" first, ' +
        'or `configure({ … })` of "nuages/conf".',
      details: { setting: name },
    });
  }

  static unnamed(): SettingsNotReady {
    return new SettingsNotReady("Nothing says where the settings of this project are.", {
      hint:
        "Run the command through the project's manage.ts, or name the settings file with " +
        "--settings or the environment variable NUAGES_SETTINGS_MODULE.",
    });
  }

  static overriding(): SettingsNotReady {
    return new SettingsNotReady("overrideSettings() was called before the settings were loaded.", {
      hint: 'Call `configure({ … })` of "nuages/conf", or `await setup(…)` of "nuages/apps", first.',
    });
  }
}

/** A name that no setting has. */
export class UnknownSetting extends ImproperlyConfigured {
  override readonly code = "conf.unknown_setting";

  static inFile(names: readonly string[], where: string, known: readonly string[]): UnknownSetting {
    const [first = "", ...rest] = names;
    const others = rest.map((name) => `, "${name}"`).join("");
    const are = rest.length > 0 ? "are no settings" : "is no setting";
    return new UnknownSetting(`"${first}"${others} ${are} (in ${where}).`, {
      hint: `${nearest(names, known)}A setting of your own needs a default: defineApp({ settings: { ${first}: … } }).`,
      details: { settings: names },
    });
  }

  static inEntry({ place, name, known }: UnknownName): UnknownSetting {
    return new UnknownSetting(`"${name}" is no setting of ${place}.`, {
      hint: didYouMean(name, known),
      details: { settings: [`${place}.${name}`] },
    });
  }

  static reading(name: string, known: readonly string[]): UnknownSetting {
    return new UnknownSetting(`There is no setting "${name}".`, {
      hint: `${nearest([name], known)}A setting of your own needs a default: defineApp({ settings: { ${name}: … } }).`,
      details: { settings: [name] },
    });
  }
}

function nearest(names: readonly string[], known: readonly string[]): string {
  return names
    .map((name) => didYouMean(name, known))
    .filter((text) => text.startsWith("Did you mean"))
    .map((text) => `${text.slice(0, text.indexOf("?") + 1)} `)
    .join("");
}

/** A setting whose value is of another kind than its default. */
export interface WrongKind {
  readonly name: string;
  readonly expected: string;
  readonly got: string;
}

/** A setting has a value it cannot have. */
export class InvalidSetting extends ImproperlyConfigured {
  override readonly code = "conf.invalid_setting";

  static wrongKind(wrong: readonly WrongKind[]): InvalidSetting {
    const sentences = wrong.map(
      ({ name, expected, got }) => `The setting ${name} must be ${expected}; it is ${got}.`,
    );
    const examples = wrong.map(({ name, expected }) => `${name}: ${exampleOf(expected)}`);
    return new InvalidSetting(sentences.join("\n"), {
      hint: `In the settings file, write ${examples.join("\n  and ")}`,
      details: { settings: wrong.map(({ name }) => name) },
    });
  }

  static exclusive(first: string, second: string): InvalidSetting {
    return new InvalidSetting(`The settings ${first} and ${second} exclude each other.`, {
      hint: "Set only one of them to true.",
      details: { settings: [first, second] },
    });
  }

  static removed(name: string, instead: string): InvalidSetting {
    return new InvalidSetting(`The setting ${name} no longer exists.`, {
      hint: instead,
      details: { setting: name },
    });
  }

  static taken(name: string): InvalidSetting {
    return new InvalidSetting(`An app declares the setting ${name}, which the framework has.`, {
      hint: "Set it in the settings file, or give the app's setting another name.",
      details: { setting: name },
    });
  }

  static readOnly(name: string): InvalidSetting {
    return new InvalidSetting(`The setting ${name} was assigned while the site runs.`, {
      hint: "Settings do not change at run time. In a test: `using _ = overrideSettings({ … })`.",
      details: { setting: name },
    });
  }

  static serviceUrl(kind: string, reason: string, example: string): InvalidSetting {
    return new InvalidSetting(`The ${kind} URL is wrong: ${reason}.`, {
      hint: `A ${kind} URL looks like ${example}.`,
      details: { reason },
    });
  }
}

const examples: Readonly<Record<string, string>> = {
  "a list": '["…"].',
  "true or false": "true or false, without quotes; from the environment: env.bool(…).",
  "a number": "a number, without quotes; from the environment: env.int(…).",
  "a string": '"…".',
  "an object": "{ … }.",
};

function exampleOf(expected: string): string {
  return examples[expected] ?? `${expected}.`;
}

/** A setting that is needed here has no value. */
export class MissingSetting extends ImproperlyConfigured {
  override readonly code = "conf.missing_setting";

  static secretKey(): MissingSetting {
    return new MissingSetting("The secretKey setting must not be empty.", {
      hint:
        "It signs sessions, tokens and cookies. Make one: " +
        `node -p "crypto.randomBytes(50).toString('base64url')"\n` +
        '  Put it into the environment as SECRET_KEY and write secretKey: env("SECRET_KEY") in the settings file.',
      details: { setting: "secretKey" },
    });
  }
}

/** `configure()` or `setup()` with settings came after settings were there. Django: `RuntimeError`. */
export class SettingsAlreadyConfigured extends ImproperlyConfigured {
  override readonly code = "conf.already_configured";

  constructor() {
    super("Settings already configured.", {
      hint: "Configure once, at the start of the program; in tests use overrideSettings().",
    });
  }
}

/** The settings file could not be loaded. */
export class SettingsFileError extends ImproperlyConfigured {
  override readonly code = "conf.broken_file";
}

/** Variables of the environment are missing or malformed; never shows a value. */
export class InvalidEnvironment extends ImproperlyConfigured {
  override readonly code = "conf.environment";
}
