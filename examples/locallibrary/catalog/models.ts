import { randomUUID } from "node:crypto";

import { models, type RelatedManager } from "nuages/db";
import { reverse } from "nuages/urls";

function yearText(year: number): string {
  return year < 0 ? `${-year} BC` : String(year);
}

/** A kind of literature, such as poetry. */
export class Genre extends models.Model<Genre>()(
  { name: models.CharField({ maxLength: 200, unique: true }) },
  { ordering: ["name"] },
) {
  declare bookSet: RelatedManager<Book>;

  override toString(): string {
    return this.name;
  }
}

/** The language in which a book was written. */
export class Language extends models.Model<Language>()(
  { name: models.CharField({ maxLength: 200, unique: true }) },
  { ordering: ["name"] },
) {
  declare bookSet: RelatedManager<Book>;

  override toString(): string {
    return this.name;
  }
}

export class Author extends models.Model<Author>()(
  {
    firstName: models.CharField({ maxLength: 100, blank: true, default: "" }),
    lastName: models.CharField({ maxLength: 100 }),
    dateOfBirth: models.DateField({ null: true, blank: true }),
    dateOfDeath: models.DateField({ null: true, blank: true, verboseName: "died" }),
  },
  { ordering: ["lastName", "firstName"] },
) {
  declare bookSet: RelatedManager<Book>;

  /** Years of birth and death, as far as they are known. */
  get lifespan(): string {
    const [born, died] = [this.dateOfBirth?.year, this.dateOfDeath?.year];
    if (born === undefined && died === undefined) return "";
    return `${born ?? "?"}–${died ?? "?"}`;
  }

  getAbsoluteUrl(): string {
    return reverse("catalog:author", { id: this.id });
  }

  override toString(): string {
    return this.firstName ? `${this.firstName} ${this.lastName}` : this.lastName;
  }
}

export class Book extends models.Model<Book>()(
  {
    title: models.CharField({ maxLength: 200 }),
    author: models.ForeignKey(() => Author, { onDelete: models.RESTRICT }),
    summary: models.TextField({ maxLength: 1000, blank: true }),
    isbn: models.CharField({ maxLength: 13, unique: true, verboseName: "ISBN" }),
    year: models.IntegerField({ helpText: "Year of first publication; negative before Christ." }),
    language: models.ForeignKey(() => Language, { onDelete: models.SET_NULL, null: true }),
    genre: models.ManyToManyField(() => Genre),
  },
  { ordering: ["title", "author"] },
) {
  declare bookInstanceSet: RelatedManager<BookInstance>;

  get published(): string {
    return yearText(this.year);
  }

  getAbsoluteUrl(): string {
    return reverse("catalog:book", { id: this.id });
  }

  override toString(): string {
    return this.title;
  }
}

/** A copy of a book that can be borrowed. */
export class BookInstance extends models.Model<BookInstance>()(
  {
    id: models.UUIDField({
      primaryKey: true,
      default: randomUUID,
      helpText: "Number of this copy.",
    }),
    book: models.ForeignKey(() => Book, { onDelete: models.RESTRICT }),
    imprint: models.CharField({ maxLength: 200 }),
    dueBack: models.DateField({ null: true, blank: true }),
    status: models.CharField({
      maxLength: 1,
      choices: [
        ["m", "Maintenance"],
        ["o", "On loan"],
        ["a", "Available"],
        ["r", "Reserved"],
      ],
      default: "m",
      blank: true,
    }),
  },
  { ordering: ["dueBack"] },
) {
  override toString(): string {
    return `${this.id} (${this.imprint})`;
  }
}
