const COMMON_PARAGRAPH =
  "Lorem ipsum dolor sit amet, consectetur adipisicing elit, sed do eiusmod tempor incididunt ut labore et dolore magna aliqua. " +
  "Ut enim ad minim veniam, quis nostrud exercitation ullamco laboris nisi ut aliquip ex ea commodo consequat. " +
  "Duis aute irure dolor in reprehenderit in voluptate velit esse cillum dolore eu fugiat nulla pariatur. " +
  "Excepteur sint occaecat cupidatat non proident, sunt in culpa qui officia deserunt mollit anim id est laborum.";

const COMMON_WORDS =
  "lorem ipsum dolor sit amet consectetur adipisicing elit sed do eiusmod tempor incididunt ut labore et dolore magna aliqua".split(
    " ",
  );

/** Words of Cicero's De finibus. */
const WORDS = (
  "neque porro quisquam est qui dolorem quia dolor sit amet consectetur adipisci velit sed non numquam eius modi tempora " +
  "incidunt ut labore et dolore magnam aliquam quaerat voluptatem enim ad minima veniam quis nostrum exercitationem ullam " +
  "corporis suscipit laboriosam nisi aliquid ex ea commodi consequatur autem vel eum iure reprehenderit in voluptate esse " +
  "quam nihil molestiae illum fugiat quo voluptas nulla pariatur at vero eos accusamus iusto odio dignissimos ducimus " +
  "blanditiis praesentium voluptatum deleniti atque corrupti quos dolores quas molestias excepturi sint occaecati " +
  "cupiditate provident similique culpa officia deserunt mollitia animi id laborum fuga harum quidem rerum facilis " +
  "expedita distinctio nam libero tempore cum soluta nobis eligendi optio cumque impedit minus quod maxime placeat facere " +
  "possimus omnis assumenda repellendus temporibus quibusdam officiis debitis aut necessitatibus saepe eveniet " +
  "voluptates repudiandae recusandae itaque earum hic tenetur a sapiente delectus reiciendis voluptatibus maiores alias " +
  "perferendis doloribus asperiores repellat"
).split(" ");

const pick = (limit: number): number => Math.floor(Math.random() * limit);
const randomWord = (): string => WORDS[pick(WORDS.length)] ?? "";

function sentence(): string {
  const clauses = Array.from({ length: 1 + pick(4) }, () =>
    Array.from({ length: 3 + pick(9) }, randomWord).join(" "),
  );
  const text = clauses.join(", ");
  return text.charAt(0).toUpperCase() + text.slice(1) + (pick(4) === 0 ? "?" : ".");
}

function paragraph(): string {
  return Array.from({ length: 1 + pick(4) }, sentence).join(" ");
}

/**
 * Paragraphs of filler text. With `common` the first is the well-known one. Django: `lorem_ipsum.paragraphs`.
 */
export function loremParagraphs(count: number, common = true): string[] {
  return Array.from({ length: Math.max(0, count) }, (_, index) =>
    common && index === 0 ? COMMON_PARAGRAPH : paragraph(),
  );
}

/** Words of filler text. With `common` they begin with the well-known ones. Django: `lorem_ipsum.words`. */
export function loremWords(count: number, common = true): string {
  const known = common ? COMMON_WORDS.slice(0, Math.max(0, count)) : [];
  const random = Array.from({ length: Math.max(0, count - known.length) }, randomWord);
  return [...known, ...random].join(" ");
}
