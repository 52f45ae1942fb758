/** True for what must be awaited: promises, relations that are not loaded, querysets. */
export function isThenable(value: unknown): value is PromiseLike<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { then?: unknown }).then === "function"
  );
}

/** True for a queryset: it can be awaited and iterated, and has methods to ask before. */
export function isCollection(value: unknown): value is AsyncIterable<unknown> {
  return (
    typeof value === "object" &&
    value !== null &&
    typeof (value as { [Symbol.asyncIterator]?: unknown })[Symbol.asyncIterator] === "function"
  );
}

/** What a generator yields is awaited; its result is the output. */
export type Rendering<Result = string> = Generator<PromiseLike<unknown>, Result>;

/** Runs the rest of a generator within another one: hands its waits on. */
export function* rest<Result>(
  generator: Rendering<Result>,
  first: IteratorResult<PromiseLike<unknown>, Result>,
): Rendering<Result> {
  let step = first;
  while (step.done !== true) {
    let value: unknown;
    try {
      value = yield step.value;
    } catch (error) {
      step = generator.throw(error);
      continue;
    }
    step = generator.next(value);
  }
  return step.value;
}

/** Runs each step of a generator within `scope`, as code that has a language of its own. */
export function* runIn<Result>(
  scope: <Step>(work: () => Step) => Step,
  generator: Rendering<Result>,
): Rendering<Result> {
  let step = scope(() => generator.next());
  while (step.done !== true) {
    const waiting = step.value;
    let value: unknown;
    try {
      value = yield waiting;
    } catch (error) {
      step = scope(() => generator.throw(error));
      continue;
    }
    step = scope(() => generator.next(value));
  }
  return step.value;
}

/** Runs a generator: its result, or a promise of it when something had to be awaited. */
export function drive<Result>(generator: Rendering<Result>): Result | Promise<Result> {
  const first = generator.next();
  return first.done === true ? first.value : driveAsync(generator, first.value);
}

async function driveAsync<Result>(
  generator: Rendering<Result>,
  waiting: PromiseLike<unknown>,
): Promise<Result> {
  let pending = waiting;
  for (;;) {
    let step: IteratorResult<PromiseLike<unknown>, Result>;
    try {
      const value: unknown = await pending;
      step = generator.next(value);
    } catch (error) {
      step = generator.throw(error);
    }
    if (step.done === true) return step.value;
    pending = step.value;
  }
}
