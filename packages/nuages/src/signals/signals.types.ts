import { receiver, Signal, type SignalResponse } from "./index.ts";

class Book {
  declare readonly title: string;
}

type Model = typeof Book;

interface Saved {
  readonly instance: Book;
  readonly created: boolean;
}

const saved = new Signal<Saved, Model>("saved");

saved.connect(({ instance, created, sender, signal }) => {
  const title: string = instance.title;
  const isNew: boolean = created;
  const model: Model = sender;
  const same: Signal<Saved, Model> = signal;
  return [title, isNew, model, same];
});

// @ts-expect-error the signal has no argument of this name
saved.connect(({ instanec }) => instanec);

saved.connect(({ instance }) => instance.title, { sender: Book, weak: true, dispatchUid: "title" });
// @ts-expect-error a text is no model
saved.connect(({ instance }) => instance.title, { sender: "Book" });
// @ts-expect-error there is no such option
saved.connect(({ instance }) => instance.title, { uid: "title" });

export const sent: Promise<SignalResponse<Saved, Model>[]> = saved.send(Book, {
  instance: new Book(),
  created: true,
});
// @ts-expect-error an argument is missing
void saved.send(Book, { instance: new Book() });
// @ts-expect-error the sender must be a model
void saved.send("Book", { instance: new Book(), created: true });

export const responses: SignalResponse<Saved, Model>[] = saved.sendSync(Book, {
  instance: new Book(),
  created: true,
});

const deleted = new Signal<{ readonly instance: Book }, Model>("deleted");

receiver(deleted, { sender: Book })(({ instance }) => instance.title);
// @ts-expect-error the signal has no such argument
receiver(deleted)(({ created }: { created: boolean }) => created);

const bare = new Signal("bare");
bare.connect(({ sender }) => sender);
void bare.send(null, {});
