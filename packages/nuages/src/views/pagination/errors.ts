import { NuagesError } from "../../errors/index.ts";

/** A page that cannot be. Django: `InvalidPage`. */
export class InvalidPage extends NuagesError {
  readonly code: string = "pagination.invalid_page";
}

/** The number of a page is no whole number. */
export class PageNotAnInteger extends InvalidPage {
  override readonly code = "pagination.not_an_integer";
}

/** There is no page of that number. */
export class EmptyPage extends InvalidPage {
  override readonly code = "pagination.empty_page";
}
