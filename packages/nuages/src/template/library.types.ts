import type { SafeString } from "../utils/html.ts";
import { type Context, Library } from "./index.ts";

export const register = new Library();

// The value of a filter of texts is a text, without saying so.
register.filter("initial", (name) => name.charAt(0), { stringFilter: true });
register.filter("cut_at", (text, length: number) => text.slice(0, length), { stringFilter: true });
register.filter("double", (value: number) => value * 2);
register.filter("counted", async (rows: { count(): Promise<number> }) => await rows.count(), {
  lazy: true,
});
// @ts-expect-error a filter of texts gets texts
register.filter("half", (value: number) => value / 2, { stringFilter: true });
// @ts-expect-error there is no such option
register.filter("half", (value: number) => value / 2, { safe: true });

register.simpleTag("stars", (count: number, { of = 5 }: { of?: number } = {}) => count / of);
register.simpleTag("here", (context) => context.get("request"), { takesContext: true });
// @ts-expect-error the context comes first
register.simpleTag("here", (name: string) => name, { takesContext: true });

register.simpleBlockTag("box", (content, title: string) => `${title}: ${content.valueOf()}`);
register.simpleBlockTag("loud", (content: SafeString) => content.toUpperCase(), {
  endName: "quiet",
});
register.simpleBlockTag(
  "named",
  (context: Context, content: SafeString) => `${String(context.get("name"))}${content.valueOf()}`,
  { takesContext: true },
);
// @ts-expect-error contents are safe HTML
register.simpleBlockTag("box", (content: number) => content);

register.inclusionTag("card", "card.html", (title: string) => ({ title }));
register.inclusionTag("cards", ["cards.html", "card.html"], async (ids: Promise<number>[]) => ({
  cards: await Promise.all(ids),
}));
register.inclusionTag("mine", "card.html", (context) => ({ title: context.get("name") }), {
  takesContext: true,
});
// @ts-expect-error a template gets an object of values
register.inclusionTag("card", "card.html", (title: string) => title);
