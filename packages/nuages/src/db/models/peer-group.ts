/** How the missing values of an instance are loaded. */
export type Fetching = PeerGroup | Refusal;

/** Instances that were read together. They are held weakly: one that is kept does not keep the others. */
export class PeerGroup {
  readonly mode = "peers";
  readonly #members: readonly WeakRef<object>[];
  readonly #loading = new Map<string, Promise<void>>();

  constructor(members: readonly object[]) {
    this.#members = members.map((member) => new WeakRef(member));
  }

  /** The instances that are still there. */
  members(): object[] {
    return this.#members.flatMap((member) => member.deref() ?? []);
  }

  /** Loads something for all; whoever asks for the same in the meantime waits for it. */
  async load(name: string, work: () => Promise<void>): Promise<void> {
    let running = this.#loading.get(name);
    if (running === undefined) {
      running = work().finally(() => this.#loading.delete(name));
      this.#loading.set(name, running);
    }
    await running;
  }
}

/** Nothing is loaded later. */
export interface Refusal {
  readonly mode: "raise";
}
