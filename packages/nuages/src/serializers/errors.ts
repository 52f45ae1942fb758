import { didYouMean, NuagesError } from "../errors/index.ts";

/** Where in the data an object stands. */
export interface ObjectPlace {
  /** Where the data comes from, such as the path of a fixture. */
  readonly source: string;
  /** Counted from 1. */
  readonly index: number;
  /** `app.model`, as the data has it. */
  readonly model: string | undefined;
  /** The primary key, as the data has it. */
  readonly pk: unknown;
}

function placeText({ source, index, model, pk }: ObjectPlace): string {
  const key = pk === undefined || pk === null ? "no pk" : `pk ${JSON.stringify(pk)}`;
  return `${source}, object ${index}${model === undefined ? "" : ` (${model}, ${key})`}`;
}

function shorten(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Serialized data cannot be made objects of; names source, object and field. Django: `DeserializationError`. */
export class DeserializationError extends NuagesError {
  readonly code = "serializers.deserialization";

  static syntax(source: string, cause: SyntaxError): DeserializationError {
    return new DeserializationError(`${source} is no JSON: ${cause.message}`, {
      hint: "Mend the file, or name its format with --format.",
      details: { source },
      cause,
    });
  }

  static shape(place: ObjectPlace, expected: string): DeserializationError {
    return new DeserializationError(`${placeText(place)}: ${expected}.`, {
      hint: 'An object looks like { "model": "app.model", "pk": 1, "fields": { … } }.',
      details: { ...place },
    });
  }

  static unknownModel(place: ObjectPlace, cause: Error): DeserializationError {
    const [first = "", ...rest] = cause.message.split("\n");
    return new DeserializationError(`${placeText(place)}: ${first}`, {
      hint: rest.join(" ").trim() || "Write app and model in lower case, such as catalog.book.",
      details: { ...place },
      cause,
    });
  }

  static unknownField(
    place: ObjectPlace,
    field: string,
    known: readonly string[],
  ): DeserializationError {
    return new DeserializationError(`${placeText(place)}: there is no field "${field}".`, {
      hint: didYouMean(field, known, { label: "Fields" }),
      details: { ...place, field },
    });
  }

  static value(
    place: ObjectPlace,
    { field, value, cause }: { field: string; value: unknown; cause: Error },
  ): DeserializationError {
    return new DeserializationError(
      `${placeText(place)}, field "${field}": ${shorten(value)} is not possible: ${cause.message}`,
      { details: { ...place, field }, cause },
    );
  }

  static saving(place: ObjectPlace, cause: Error): DeserializationError {
    return new DeserializationError(`${placeText(place)} cannot be saved: ${cause.message}`, {
      details: { ...place },
      cause,
    });
  }
}

/** There is no serializer for a format. Django: `SerializerDoesNotExist`. */
export class SerializerDoesNotExist extends NuagesError {
  readonly code = "serializers.unknown_format";

  static format(format: string, known: readonly string[]): SerializerDoesNotExist {
    return new SerializerDoesNotExist(`There is no serialization format "${format}".`, {
      hint: didYouMean(format, known, { label: "Formats" }),
      details: { format },
    });
  }
}
