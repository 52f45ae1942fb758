/** Why a path or a value is refused; its text is what the compiler shows. */
export interface Refused<Why extends string> {
  readonly "~error": Why;
}
