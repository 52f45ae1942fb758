import { didYouMean, ImproperlyConfigured } from "../errors/index.ts";

/** The configuration of logging names something that is not there, or cannot be used. */
export class LoggingConfigError extends ImproperlyConfigured {
  override readonly code = "logging.config";

  static level(level: string, known: readonly string[]): LoggingConfigError {
    return new LoggingConfigError(`"${level}" is no logging level.`, {
      hint: didYouMean(level, known, { label: "Levels" }),
      details: { level },
    });
  }

  static reference(place: string, name: string, known: readonly string[]): LoggingConfigError {
    return new LoggingConfigError(`logging.${place} names "${name}", which is not configured.`, {
      hint: didYouMean(name, known),
      details: { place, name },
    });
  }

  static className(place: string, name: string, known: readonly string[]): LoggingConfigError {
    return new LoggingConfigError(`logging.${place}.class is "${name}", which is none of ours.`, {
      hint: `${didYouMean(name, known)} Your own class stands there as a value, without quotes.`,
      details: { place, name },
    });
  }

  static option(place: string, expected: string): LoggingConfigError {
    return new LoggingConfigError(`logging.${place} must be ${expected}.`, {
      hint: "See the logging guide for an example.",
      details: { place },
    });
  }
}
