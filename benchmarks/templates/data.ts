/** What all engines render. */
export const tableData = {
  rows: Array.from({ length: 1_000 }, (_, id) => ({
    id,
    name: `Name <${id}>`,
    city: `City ${id}`,
    email: `user${id}@example.com`,
    note: "salt & pepper",
  })),
};

export const pageData = {
  section: "catalog",
  year: 2026,
  user: { isStaff: true },
  links: Array.from({ length: 6 }, (_, index) => ({
    url: `/page/${index}/`,
    title: `page ${index}`,
    active: index === 2,
  })),
  books: Array.from({ length: 20 }, (_, index) => ({
    title: `the book of ${index}`,
    text: "one two three four five six seven eight nine ten",
    author: index % 3 === 0 ? null : { name: `Author <${index}>` },
    year: 1900 + index,
    price: index * 1.5,
    tags: ["Novel", "Essay"],
  })),
};

export const fragmentData = {
  user: {
    name: "Ann <admin>",
    bio: "likes & hates",
    email: "ann@example.com",
    tags: ["reader", "writer", "editor"],
  },
};

const filler = "Lorem ipsum dolor sit amet, consectetur adipisicing elit. ";

/** Text that makes the fragment a kilobyte. */
export const fragmentText = filler.repeat(12);

/** What the pages do with values, for engines whose filters are plain functions. */
export const helpers = {
  upper: (text: string): string => text.toUpperCase(),
  lower: (text: string): string => text.toLowerCase(),
  capfirst: (text: string): string => text.charAt(0).toUpperCase() + text.slice(1),
  title: (text: string): string =>
    text
      .toLowerCase()
      .replace(
        /(^|[^a-z\d])([a-z])/g,
        (_all, before: string, letter: string) => before + letter.toUpperCase(),
      ),
  truncatewords: (text: string, count: number): string => {
    const words = text.split(/\s+/);
    return words.length > count ? `${words.slice(0, count).join(" ")} …` : text;
  },
  or: (value: unknown, fallback: string): unknown => value || fallback,
  add: (value: number, other: number): number => value + other,
  fixed: (value: number, places: number): string => value.toFixed(places),
};
