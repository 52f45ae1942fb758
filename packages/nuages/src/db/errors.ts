import { didYouMean, NuagesError, NuagesRangeError, NuagesTypeError } from "../errors/index.ts";

/** A query names a field, relation, lookup or annotation that does not exist, or uses one wrongly. Django: `FieldError`. */
export class FieldError extends NuagesError {
  readonly code: string = "db.field";

  static unknownName(where: string, name: string, known: Iterable<string>): FieldError {
    const names = [...known];
    return new FieldError(`${where} has no field or relation "${name}".`, {
      hint: otherSide(name, new Set(names)) ?? didYouMean(name, names),
      details: { model: where, name },
    });
  }

  static unknownLookup(where: string, lookup: string, known: Iterable<string>): FieldError {
    return new FieldError(`${where} has no lookup or transform "${lookup}".`, {
      hint: didYouMean(lookup, known, { label: "Known lookups" }),
      details: { field: where, lookup },
    });
  }
}

/** The other side of a relation has one name as attribute (`bookSet`) and one in queries (`book`). */
function otherSide(name: string, known: ReadonlySet<string>): string | undefined {
  const inQueries = name.replace(/Set$/, "");
  if (inQueries !== name && known.has(inQueries))
    return `Did you mean "${inQueries}"? That is its name in queries; "${name}" is the attribute.`;
  if (!known.has(`${name}Set`)) return undefined;
  return `Did you mean "${name}Set"? That is the attribute; "${name}" is its name in queries.`;
}

/** A model has no field of that name. Django: `FieldDoesNotExist`. */
export class FieldDoesNotExist extends NuagesError {
  readonly code = "db.field_does_not_exist";

  static named(label: string, name: string, known: Iterable<string>): FieldDoesNotExist {
    return new FieldDoesNotExist(`${label} has no field named "${name}".`, {
      hint: didYouMean(name, known),
      details: { model: label, name },
    });
  }
}

/** `get()` found no row. Every model has its own subclass, `Book.DoesNotExist`. Django: `ObjectDoesNotExist`. */
export class ObjectDoesNotExist extends NuagesError {
  readonly code: string = "db.does_not_exist";
  /** Templates show nothing where an object does not exist. */
  readonly silentVariableFailure = true;
}

/** `get()` found several rows. Every model has its own subclass, `Book.MultipleObjectsReturned`. */
export class MultipleObjectsReturned extends NuagesError {
  readonly code: string = "db.multiple_objects";
}

/**
 * A relation is loaded row by row for rows that were read together, and the setting `repeatedQueries`
 * is `raise`. `details` has the model, the relation, the lines of the program and the remedy.
 */
export class RepeatedQueries extends NuagesError {
  readonly code = "db.repeated_queries";
}

/** A relation or field that is not loaded was awaited, and its queryset said `fetchMode("raise")`. */
export class FieldFetchBlocked extends NuagesError {
  readonly code = "db.field_fetch_blocked";
}

/** A call that the state of a queryset, a model or an instance does not allow. Python: `TypeError`. */
export class InvalidUse extends NuagesTypeError {
  readonly code = "db.invalid_use";
}

/** A value that a field, a lookup or an argument does not take. Python: `ValueError`. */
export class InvalidValue extends NuagesRangeError {
  readonly code = "db.invalid_value";
}

/** Base of all errors that come from a database or its driver; the driver's own error is in `cause`. */
export class DatabaseError extends NuagesError {
  readonly code: string = "db.database";
}

/** A save that had to update a row found none. Django: `NotUpdated`. */
export class ObjectNotUpdated extends DatabaseError {
  override readonly code: string = "db.not_updated";
}

/** The driver was used wrongly (a closed connection, a lost cursor). */
export class InterfaceError extends DatabaseError {
  override readonly code: string = "db.interface";
}

/** A value does not fit its column (too large, out of range, division by zero). */
export class DataError extends DatabaseError {
  override readonly code: string = "db.data";
}

/** The database could not do its work: locked, out of reach, out of space, a function failed. */
export class OperationalError extends DatabaseError {
  override readonly code: string = "db.operational";
}

/** No connection can be opened: the server does not answer or refuses, the file cannot be opened. */
export class DatabaseUnreachable extends OperationalError {
  override readonly code = "db.unreachable";
}

/** Another process kept a lock for too long. */
export class LockTimeout extends OperationalError {
  override readonly code = "db.lock_timeout";

  static waited(name: string, alias: string, milliseconds: number): LockTimeout {
    return new LockTimeout(
      `Another process has had the lock "${name}" of the database "${alias}" for more than ${Math.round(milliseconds / 1_000)} seconds.`,
      {
        hint: "Wait until it has ended, or end it; a lock ends with its process.",
        details: { name, alias },
      },
    );
  }
}

/** A constraint refused the change: unique, foreign key, check, not null. `details` names it where the database does. */
export class IntegrityError extends DatabaseError {
  override readonly code: string = "db.integrity";
}

/** The database found itself in a wrong state. Django: `InternalError`. */
export class DatabaseInternalError extends DatabaseError {
  override readonly code: string = "db.internal";
}

/** The statement is wrong: unknown table or column, bad syntax, wrong number of parameters. */
export class ProgrammingError extends DatabaseError {
  override readonly code: string = "db.programming";
}

/** The database, or the kind of query, cannot do what was asked. */
export class NotSupportedError extends DatabaseError {
  override readonly code: string = "db.not_supported";
}

/** A transaction is used in a way that would lose or mix data. */
export class TransactionManagementError extends ProgrammingError {
  override readonly code: string = "db.transaction";
}

/** Rows cannot be deleted because others point at them with `PROTECT`; those are in `protectedObjects`. */
export class ProtectedError extends IntegrityError {
  override readonly code: string = "db.protected";
  readonly protectedObjects: readonly object[];

  constructor(message: string, protectedObjects: readonly object[]) {
    super(message, { details: { count: protectedObjects.length } });
    this.protectedObjects = protectedObjects;
  }
}

/** Rows cannot be deleted because others point at them with `RESTRICT`; those are in `restrictedObjects`. */
export class RestrictedError extends IntegrityError {
  override readonly code: string = "db.restricted";
  readonly restrictedObjects: readonly object[];

  constructor(message: string, restrictedObjects: readonly object[]) {
    super(message, { details: { count: restrictedObjects.length } });
    this.restrictedObjects = restrictedObjects;
  }
}
