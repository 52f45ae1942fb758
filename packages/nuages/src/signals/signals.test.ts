import { setImmediate as nextTurn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { describe, expect, it } from "vitest";

import { subscribe } from "../instrumentation/index.ts";
import {
  AsyncReceiver,
  InvalidReceiver,
  lazySender,
  receiver,
  receiverFailed,
  type ReceiverFailure,
  Signal,
  signalSpan,
} from "./index.ts";

class Book {}
class Author {}

interface Saved {
  readonly title: string;
}

function collectGarbage(): void {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
}

describe("Signal.connect()", () => {
  it("passes sender, signal and arguments to a receiver and gives it back [SIG-01]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: unknown[] = [];

    const receive = saved.connect((args) => seen.push(args));
    await saved.send(Book, { title: "Foucault's Pendulum" });

    expect(receive).toBeTypeOf("function");
    expect(seen).toEqual([{ title: "Foucault's Pendulum", sender: Book, signal: saved }]);
  });

  it("receives only from the sender that was asked for [SIG-01]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];

    saved.connect(({ title }) => seen.push(title), { sender: Book });
    await saved.send(Author, { title: "not mine" });
    await saved.send(Book, { title: "mine" });

    expect(seen).toEqual(["mine"]);
  });

  it("connects the same receiver for the same sender once [SIG-03]", async () => {
    const saved = new Signal<Saved>("saved");
    let calls = 0;
    const count = (): number => (calls += 1);

    saved.connect(count);
    saved.connect(count);
    saved.connect(count, { sender: Book });
    saved.connect(count, { sender: Book });
    await saved.send(Book, { title: "" });

    expect(calls).toBe(2);
  });

  it("connects one receiver per dispatchUid and sender [SIG-03]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];

    saved.connect(() => seen.push("first"), { dispatchUid: "stock" });
    saved.connect(() => seen.push("second"), { dispatchUid: "stock" });
    saved.connect(() => seen.push("book"), { dispatchUid: "stock", sender: Book });
    await saved.send(Book, { title: "" });

    expect(seen).toEqual(["first", "book"]);
  });

  it("drops a weak receiver that nothing else holds, and keeps a strong one [SIG-03]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    saved.connect(() => seen.push("strong"));
    saved.connect(() => seen.push("weak"), { weak: true });

    await nextTurn();
    collectGarbage();
    await saved.send(Book, { title: "" });

    expect(seen).toEqual(["strong"]);
  });

  it("calls a weak receiver as long as it is held [SIG-03]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    const held = (): number => seen.push("held");
    saved.connect(held, { weak: true });

    await nextTurn();
    collectGarbage();
    await saved.send(Book, { title: "" });

    expect(seen).toEqual(["held"]);
    expect(saved.disconnect(held)).toBe(true);
  });

  it("refuses what cannot be called [SIG-03]", () => {
    const saved = new Signal<Saved>("saved");

    expect(() => saved.connect("receiver" as never)).toThrow(InvalidReceiver);
    expect(() => saved.connect(null as never)).toThrow("no function but null");
  });

  it("looks a lazy sender up when the signal is sent [SIG-05]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    const loaded: { model?: typeof Book } = {};
    saved.connect(({ title }) => seen.push(title), { sender: lazySender(() => loaded.model) });

    await saved.send(Book, { title: "too early" });
    loaded.model = Book;
    await saved.send(Author, { title: "not mine" });
    await saved.send(Book, { title: "mine" });

    expect(seen).toEqual(["mine"]);
    expect(saved.hasListeners(Book)).toBe(true);
  });

  it("takes a lazy sender and the sender itself for one [SIG-05]", () => {
    const saved = new Signal<Saved>("saved");
    const receive = (): void => undefined;
    saved.connect(receive, { sender: lazySender(() => Book) });

    expect(saved.disconnect(receive, { sender: Book })).toBe(true);
    expect(saved.hasListeners(Book)).toBe(false);
  });
});

describe("Signal.disconnect()", () => {
  it("ends a connection and tells whether there was one [SIG-01]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    const receive = saved.connect(({ title }) => seen.push(title));

    expect(saved.disconnect(receive, { sender: Book })).toBe(false);
    expect(saved.disconnect(receive)).toBe(true);
    expect(saved.disconnect(receive)).toBe(false);
    await saved.send(Book, { title: "late" });

    expect(seen).toEqual([]);
  });

  it("ends a connection by its dispatchUid [SIG-01]", () => {
    const saved = new Signal<Saved>("saved");
    saved.connect(() => 1, { dispatchUid: "stock", sender: Book });

    expect(saved.disconnect(undefined, { dispatchUid: "stock" })).toBe(false);
    expect(saved.disconnect(undefined, { dispatchUid: "stock", sender: Book })).toBe(true);
  });

  it("lets a running sending finish with the receivers it began with", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    const second = (): number => seen.push("second");
    saved.connect(() => saved.disconnect(second));
    saved.connect(second);

    await saved.send(Book, { title: "" });

    expect(seen).toEqual(["second"]);
  });
});

describe("receiver()", () => {
  it("connects a function to several signals and gives it back [SIG-01]", async () => {
    const saved = new Signal<Saved>("saved");
    const deleted = new Signal<Saved>("deleted");
    const seen: string[] = [];

    const receive = receiver([saved, deleted], { sender: Book })(({ signal }) =>
      seen.push(signal.name),
    );
    await saved.send(Book, { title: "" });
    await deleted.send(Book, { title: "" });
    await deleted.send(Author, { title: "" });

    expect(seen).toEqual(["saved", "deleted"]);
    expect(saved.disconnect(receive, { sender: Book })).toBe(true);
  });

  it("connects a function to one signal [SIG-01]", () => {
    const saved = new Signal<Saved>("saved");

    receiver(saved)(() => undefined);

    expect(saved.hasListeners()).toBe(true);
  });
});

describe("Signal.send()", () => {
  it("gives each receiver with its response, in order of connection [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    const first = saved.connect(() => 1);
    const second = saved.connect(() => Promise.resolve(2));

    const responses = await saved.send(Book, { title: "" });

    expect(responses).toEqual([
      [first, 1],
      [second, 2],
    ]);
  });

  it("stops at an exception [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    saved.connect(() => seen.push("before"));
    saved.connect(() => {
      throw new RangeError("no shelf");
    });
    saved.connect(() => seen.push("after"));

    await expect(saved.send(Book, { title: "" })).rejects.toThrow("no shelf");

    expect(seen).toEqual(["before"]);
  });

  it("runs asynchronous receivers side by side and waits for all [SIG-04]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    saved.connect(async () => {
      seen.push("first starts");
      await nextTurn();
      seen.push("first ends");
    });
    saved.connect(async () => {
      seen.push("second starts");
      await nextTurn();
      seen.push("second ends");
    });

    await saved.send(Book, { title: "" });

    expect(seen).toEqual(["first starts", "second starts", "first ends", "second ends"]);
  });

  it("fails only after every receiver that was started has finished [SIG-04]", async () => {
    const saved = new Signal<Saved>("saved");
    const seen: string[] = [];
    saved.connect(async () => {
      await nextTurn();
      seen.push("slow");
    });
    saved.connect(() => Promise.reject(new RangeError("rejected")));

    await expect(saved.send(Book, { title: "" })).rejects.toThrow("rejected");

    expect(seen).toEqual(["slow"]);
  });

  it("passes data with a key named then through unchanged [ADV-113]", async () => {
    const saved = new Signal<{ readonly then: number }>("saved");
    const receive = saved.connect(({ then }) => ({ then }));

    const responses = await saved.send(Book, { then: 3 });

    expect(responses).toEqual([[receive, { then: 3 }]]);
    expect(saved.sendSync(Book, { then: 3 })).toEqual(responses);
  });

  it("does nothing without receivers", async () => {
    expect(await new Signal<Saved>("saved").send(Book, { title: "" })).toEqual([]);
  });

  it("can be watched [SIG-05]", async () => {
    const saved = new Signal<Saved>("saved");
    saved.connect(() => 1);
    const seen: unknown[] = [];
    const stop = subscribe(signalSpan, { end: ({ payload }) => seen.push(payload) });

    await saved.send(Book, { title: "" });
    stop();

    expect(seen).toEqual([{ signal: "saved", sender: Book, receivers: 1 }]);
  });
});

describe("Signal.sendInOrder()", () => {
  it("calls each receiver when the one before has finished [SIG-04]", async () => {
    const saved = new Signal<Saved>("saved");
    const steps: string[] = [];
    for (const name of ["first", "second"])
      saved.connect(async ({ title }) => {
        steps.push(`${name} begins`);
        await nextTurn();
        steps.push(`${name} ends`);
        return `${name}: ${title}`;
      });

    const responses = await saved.sendInOrder(Book, { title: "Emma" });

    expect(steps).toEqual(["first begins", "first ends", "second begins", "second ends"]);
    expect(responses.map(([, response]) => response)).toEqual(["first: Emma", "second: Emma"]);
  });

  it("stops at an exception [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    let called = false;
    saved.connect(() => Promise.reject(new RangeError("first")));
    saved.connect(() => {
      called = true;
    });

    await expect(saved.sendInOrder(Book, { title: "Emma" })).rejects.toThrow("first");

    expect(called).toBe(false);
    expect(await new Signal<Saved>("other").sendInOrder(Book, { title: "Emma" })).toEqual([]);
  });
});

describe("Signal.sendRobust()", () => {
  it("returns an error in place of the response and calls the others [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    const thrown = new RangeError("thrown");
    const rejected = new RangeError("rejected");
    const stop = subscribe(receiverFailed, () => undefined);
    saved.connect(() => {
      throw thrown;
    });
    saved.connect(() => Promise.reject(rejected));
    saved.connect(async () => "fine");

    const responses = await saved.sendRobust(Book, { title: "" });
    stop();

    expect(responses.map(([, response]) => response)).toEqual([thrown, rejected, "fine"]);
  });

  it("publishes each error for the log [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    const failures: ReceiverFailure[] = [];
    const stop = subscribe(receiverFailed, (failure) => failures.push(failure));
    const error = new RangeError("no shelf");
    saved.connect(function shelve() {
      throw error;
    });

    await saved.sendRobust(Book, { title: "" });
    stop();

    expect(failures).toEqual([{ signal: "saved", receiver: "shelve", error }]);
  });

  it("warns the process when nobody keeps a log [SIG-02]", async () => {
    const saved = new Signal<Saved>("saved");
    saved.connect(function shelve() {
      throw new RangeError("no shelf");
    });
    const warned = new Promise<Error>((resolve) => process.once("warning", resolve));

    await saved.sendRobust(Book, { title: "" });

    expect((await warned).message).toBe(
      "shelve, a receiver of saved, failed: RangeError: no shelf",
    );
  });

  it("does nothing without receivers of this sender", async () => {
    const saved = new Signal<Saved>("saved");
    saved.connect(() => 1, { sender: Book });

    expect(await saved.sendRobust(Author, { title: "" })).toEqual([]);
  });
});

describe("Signal.sendSync()", () => {
  it("calls receivers before it returns [SIG-02]", () => {
    const created = new Signal<Saved>("created");
    const receive = created.connect(({ title }) => title.length);

    expect(created.sendSync(Book, { title: "Emma" })).toEqual([[receive, 4]]);
  });

  it("refuses a receiver that returns a promise, and names it [SIG-04]", () => {
    const created = new Signal<Saved>("created");
    created.connect(async function announce() {
      throw new RangeError("never seen");
    });

    expect(() => created.sendSync(Book, { title: "" })).toThrow(AsyncReceiver);
    expect(() => created.sendSync(Book, { title: "" })).toThrow("The receiver announce of created");
  });
});

describe("Signal.hasListeners()", () => {
  it("knows the sender [SIG-05]", () => {
    const saved = new Signal<Saved>("saved");
    expect(saved.hasListeners()).toBe(false);

    saved.connect(() => 1, { sender: Book });

    expect(saved.hasListeners(Book)).toBe(true);
    expect(saved.hasListeners(Author)).toBe(false);
    expect(saved.hasListeners()).toBe(false);
  });

  it("follows each change of connections, whatever was asked before [SIG-05]", () => {
    const saved = new Signal<Saved>("saved");
    const forBook = saved.connect(() => 1, { sender: Book });

    expect(saved.hasListeners(Author)).toBe(false);
    const forAll = saved.connect(() => 2);
    expect(saved.hasListeners(Author)).toBe(true);
    saved.disconnect(forAll);
    expect(saved.hasListeners(Author)).toBe(false);
    saved.disconnect(forBook, { sender: Book });
    expect(saved.hasListeners(Book)).toBe(false);
  });

  it("tells senders that are texts or numbers apart", () => {
    const changed = new Signal<Saved, string>("changed");

    changed.connect(() => 1, { sender: "debug" });

    expect(changed.hasListeners("debug")).toBe(true);
    expect(changed.hasListeners("timeZone")).toBe(false);
  });
});
