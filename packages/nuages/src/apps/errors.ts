import { didYouMean, ImproperlyConfigured, NuagesError } from "../errors/index.ts";
import type { ImportFailure } from "../utils/import-error.ts";
import { showPath } from "../utils/show-path.ts";

/** `defineApp()` or `installedApps` has something that cannot be an app. */
export class InvalidApp extends ImproperlyConfigured {
  override readonly code = "apps.invalid_app";

  static label(label: string, root: string): InvalidApp {
    return new InvalidApp(`The app in ${showPath(root)} has the label "${label}".`, {
      hint: "A label has letters, digits and underscores and starts with no digit, such as catalog.",
      details: { label, root },
    });
  }

  static root(label: string, root: string): InvalidApp {
    return new InvalidApp(`The folder of the app "${label}" does not exist: ${root}.`, {
      hint: "Write root: import.meta.dirname in the app's app.ts.",
      details: { label, root },
    });
  }

  static entry(index: number, value: unknown): InvalidApp {
    const place = `installedApps[${index}]`;
    if (value === undefined) {
      return new InvalidApp(`${place} is undefined.`, {
        hint: "Its app.ts does not export that name, or imports the settings file, which imports it.",
      });
    }
    const what = typeof value === "string" ? `the string "${value}"` : "no app";
    return new InvalidApp(`${place} is ${what}.`, {
      hint: 'List what defineApp() gives: import catalog from "./catalog/app.ts"; … installedApps: [catalog].',
    });
  }
}

/** Two apps have one label, or one app is listed twice. */
export class DuplicateApp extends ImproperlyConfigured {
  override readonly code = "apps.duplicate";

  static listedTwice(label: string, root: string): DuplicateApp {
    return new DuplicateApp(
      `The app "${label}" (${showPath(root)}) is listed twice in installedApps.`,
      {
        hint: "Remove one of the two entries.",
        details: { label, root },
      },
    );
  }

  static label(label: string, first: string, second: string): DuplicateApp {
    return new DuplicateApp(
      `Two apps have the label "${label}": ${showPath(first)} and ${showPath(second)}.`,
      {
        hint: "Labels are unique, as they start the names of tables: change one in defineApp({ label }).",
        details: { label, roots: [first, second] },
      },
    );
  }
}

/** A file that belongs to an app could not be imported. */
export class AppImportError extends ImproperlyConfigured {
  override readonly code = "apps.import";

  static file(
    label: string,
    file: string,
    failure: ImportFailure & { cause: unknown },
  ): AppImportError {
    const { what, where, hint, cause } = failure;
    const place = where === undefined ? "" : ` (${where})`;
    return new AppImportError(
      `${showPath(file)} of the app "${label}" could not be loaded: ${what}${place}.`,
      { hint, details: { label, file, where }, cause },
    );
  }
}

/** The `ready()` of an app throws. */
export class AppReadyError extends ImproperlyConfigured {
  override readonly code = "apps.ready";

  static of(label: string, failure: ImportFailure & { cause: unknown }): AppReadyError {
    const { what, where, hint, cause } = failure;
    const place = where === undefined ? "" : ` (${where})`;
    return new AppReadyError(`ready() of the app "${label}" failed: ${what}${place}.`, {
      hint,
      details: { label, where },
      cause,
    });
  }
}

/** Models whose app is not certain, or whose names clash. Django: `RuntimeError`. */
export class ModelRegistrationError extends ImproperlyConfigured {
  override readonly code = "apps.model_registration";

  static twoOwners(model: string, first: string, second: string): ModelRegistrationError {
    return new ModelRegistrationError(
      `The model ${model} is exported by the models of two apps, "${first}" and "${second}".`,
      {
        hint: `Export it from one of them, or give it its app: { appLabel: "${first}" } in its options.`,
        details: { model, apps: [first, second] },
      },
    );
  }

  static conflict(label: string, first: string, second: string): ModelRegistrationError {
    const names =
      first === second ? `Two models "${first}"` : `The models "${first}" and "${second}"`;
    return new ModelRegistrationError(
      `${names} of the app "${label}" have the same name; upper and lower case do not count.`,
      { hint: "Rename one of them.", details: { app: label, models: [first, second] } },
    );
  }

  static unknownApp(
    model: string,
    label: string,
    installed: readonly string[],
  ): ModelRegistrationError {
    return new ModelRegistrationError(
      `The model ${model} has appLabel "${label}", which is no installed app.`,
      { hint: didYouMean(label, installed, { label: "Installed" }), details: { model, label } },
    );
  }
}

/** No installed app or model has that name. Django: `LookupError`. */
export class AppLookupError extends NuagesError {
  readonly code = "apps.lookup";

  static app(label: string, installed: readonly string[]): AppLookupError {
    return new AppLookupError(`No installed app with label '${label}'.`, {
      hint: didYouMean(label, installed, { label: "Installed" }),
      details: { label },
    });
  }

  static model(label: string, name: string, known: readonly string[]): AppLookupError {
    return new AppLookupError(`App '${label}' doesn't have a '${name}' model.`, {
      hint: didYouMean(name, known, { label: "Models" }),
      details: { label, model: name },
    });
  }

  static form(text: string): AppLookupError {
    return new AppLookupError(`"${text}" names no model.`, {
      hint: 'Write app and model with a dot between them, such as "catalog.Book".',
      details: { text },
    });
  }
}
