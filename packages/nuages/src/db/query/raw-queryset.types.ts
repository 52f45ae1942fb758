import { Author } from "../testing/library.ts";

export async function checkRaw(): Promise<void> {
  const [author] = await Author.objects.raw<{ letters: number }>("SELECT 1", [1]);
  const name: string | undefined = author?.firstName;
  const letters: number | undefined = author?.letters;
  // @ts-expect-error no column was said to have this name
  void author?.other;
  const [plain] = await Author.objects.raw("SELECT 1");
  // @ts-expect-error without a type, only the model's fields are known
  void plain?.letters;

  Author.objects.raw("SELECT 1", { name: "x" }, { translations: { first: "firstName" } });
  // @ts-expect-error the model has no such field
  Author.objects.raw("SELECT 1", [], { translations: { first: "firstname" } });
  Author.objects.raw("SELECT 1").prefetchRelated("bookSet");
  // @ts-expect-error a wrong relation
  Author.objects.raw("SELECT 1").prefetchRelated("books");
  const rows: Author[] = await Author.objects.slice(0, 10, 2);
  void [name, letters, rows];
}
