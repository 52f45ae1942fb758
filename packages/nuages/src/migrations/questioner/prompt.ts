/** Where questions are shown and answers come from. */
export interface Prompt {
  /** Shows lines. */
  say(text: string): void;
  /** Shows a question and gives the line that is typed. @throws UnansweredQuestion when the input ends */
  ask(question: string): Promise<string>;
}
