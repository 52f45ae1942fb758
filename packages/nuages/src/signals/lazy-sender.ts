/** A sender that is looked up when the signal is sent. Made by {@link lazySender}. */
export class LazySender<Sender = unknown> {
  readonly #find: () => Sender | undefined;
  #sender: Sender | undefined;

  constructor(find: () => Sender | undefined) {
    this.#find = find;
  }

  /** The sender, or `undefined` while it is not there yet. Once found it is kept. */
  get sender(): Sender | undefined {
    this.#sender ??= this.#find();
    return this.#sender;
  }
}

/**
 * Names a sender that may not exist yet, such as a model of a module that imports this one. `find`
 * is called when the signal is sent, until it gives something. Django: a sender `"app.Model"`.
 *
 * @example
 * postSave.connect(receiver, { sender: lazySender(() => Book) });
 */
export function lazySender<Sender>(find: () => Sender | undefined): LazySender<Sender> {
  return new LazySender(find);
}
