import { didYouMean, NuagesError, NuagesRangeError } from "../errors/index.ts";

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
  const key = pk === undefined || pk === null ? "no pk" : `pk ${shorten(pk)}`;
  return `${source}, object ${index}${model === undefined ? "" : ` (${model}, ${key})`}`;
}

function shorten(value: unknown): string {
  const text = typeof value === "bigint" ? String(value) : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 77)}…` : text;
}

/** Serialized data cannot be made objects of; names source, object and field. Django: `DeserializationError`. */
export class DeserializationError extends NuagesError {
  readonly code = "serializers.deserialization";

  /** The data is not of its format. */
  static syntax(
    source: string,
    { format, cause }: { readonly format: string; readonly cause: Error },
  ): DeserializationError {
    return new DeserializationError(`${source} is no ${format}: ${cause.message}`, {
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

  /** XML of another form than that of serialized objects. */
  static element(source: string, line: number, problem: string): DeserializationError {
    return new DeserializationError(`${source}, line ${line}: ${problem}.`, {
      hint: 'An object looks like <object model="app.model" pk="1"><field name="title" type="CharField">…</field></object>.',
      details: { source, line },
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

/** An object cannot be written in a format. Django: `ValueError`. */
export class SerializationError extends NuagesRangeError {
  readonly code = "serializers.serialization";

  static controlCharacters(model: string, field: string, pk: unknown): SerializationError {
    return new SerializationError(
      `${model}.${field} (pk: ${shorten(pk)}) contains characters that XML cannot hold.`,
      { hint: "Take the control characters out, or use another format such as json." },
    );
  }

  static noModel(value: unknown): SerializationError {
    const what = typeof value === "object" && value !== null ? value.constructor?.name : value;
    return new SerializationError(`${String(what)} is no instance of a model.`, {
      hint: "Pass a queryset or a list of instances, such as Book.objects.all().",
    });
  }

  static unknownKind(what: string): SerializationError {
    return new SerializationError(`A ${what} has no form in JSON.`, {
      hint: "Give the field a valueToString() that writes it as text.",
    });
  }

  static tooDeep(limit: number): SerializationError {
    return new SerializationError(`A value is nested more than ${limit} levels deep.`);
  }

  static circle(models: readonly string[]): SerializationError {
    return new SerializationError(
      `The natural keys of ${models.join(", ")} depend on each other, so no order suits them.`,
      { hint: "Pass allowCycles: true, or take a dependency out." },
    );
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

  static oneWay(format: string, what: "read" | "written"): SerializerDoesNotExist {
    return new SerializerDoesNotExist(`The format "${format}" cannot be ${what}.`, {
      hint: `Its registration lacks the function ${what === "read" ? "read()" : "write()"}.`,
      details: { format },
    });
  }

  static missingPackage(format: string, packageName: string): SerializerDoesNotExist {
    return new SerializerDoesNotExist(
      `The format "${format}" needs the package "${packageName}", which is not installed.`,
      { hint: `Run: npm install ${packageName}`, details: { format } },
    );
  }
}

/** XML data with a document type, which could hold entities and links to files. Django: `DTDForbidden`. */
export class DTDForbidden extends NuagesError {
  readonly code = "serializers.dtd_forbidden";

  static in(source: string): DTDForbidden {
    return new DTDForbidden(`${source} has a document type (<!DOCTYPE …>), which is not allowed.`, {
      hint: "Remove it: serialized objects need none.",
      details: { source },
    });
  }
}

/** XML data with a processing instruction. */
export class ProcessingInstructionForbidden extends NuagesError {
  readonly code = "serializers.processing_instruction_forbidden";

  static in(source: string, target: string): ProcessingInstructionForbidden {
    return new ProcessingInstructionForbidden(
      `${source} has a processing instruction (<?${target} …?>), which is not allowed.`,
      { hint: "Remove it: serialized objects need none.", details: { source } },
    );
  }
}
